import { addressesOf, isUnencrypted } from "../../config/addresses.js";
import { pathText } from "../../config/shown.js";
import { type Check, configFirst } from "../check.js";
import type { Finding } from "../finding.js";

/** No credential travels to another machine unencrypted. */
export const encryption: Check = {
  name: "encryption",
  async look({ config, configProblem, location: { configFile } }) {
    if (configProblem) return configFirst;
    return addressesOf(config)
      .filter(({ address }) => isUnencrypted(address))
      .map(({ path, address, sends }): Finding => {
        const key = pathText(path);
        return {
          level: "warning",
          what: `${key} is ${address}: the ${sends} can be read on the way.`,
          why: "Whoever reads it there can use it as their own.",
          mend: `write https:// at ${key} in ${configFile}, or reach it through a tunnel that ends at 127.0.0.1`,
        };
      });
  },
};
