/** How long running answers may go on once a bot closes, in ms. */
export const grace = 5000;
/**
 * How long it may take to tell those whose answers were stopped or never begun, in ms. Systems that end a process wait
 * for 10 s.
 */
export const lastWords = 3000;
