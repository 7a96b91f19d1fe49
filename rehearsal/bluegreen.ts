/** The deployer's command line against a local cloud, as `bin/bluegreen.js` is against AWS. */
import { main } from "../automation/cli/main";
import { refused } from "../automation/world/errors";
import { defaultOptions } from "../localCloud/options";

void main(process.argv, {
  rehearsed: true,
  connect: (options) => {
    const controlUrl = process.env["BLUEGREEN_LOCAL_CLOUD"];
    if (!controlUrl) {
      throw refused(
        "BLUEGREEN_LOCAL_CLOUD is not set, so there is no local cloud to connect to",
        "source the file that `bluegreen rehearse --keep` names",
      );
    }
    const { connectLocalCloud } =
      require("../localCloud/world/world") as typeof import("../localCloud/world/world");
    const given = process.env["BLUEGREEN_LOCAL_MINUTE_SECONDS"];
    const minuteSeconds = given ? Number(given) : defaultOptions.minuteSeconds;
    // A person per access key, so that tests can be somebody else.
    const user = process.env["AWS_ACCESS_KEY_ID"];
    return connectLocalCloud({ controlUrl, minuteSeconds, user }, options);
  },
});
