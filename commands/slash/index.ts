/** The menu: every command that a person types with a slash. */
export { help } from "./help.js";
export { model } from "./model.js";
export { fresh } from "./new.js";
