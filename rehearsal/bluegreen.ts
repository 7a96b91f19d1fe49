/** The deployer's command line against a local cloud: what `bin/bluegreen.js` is against AWS. */
import { main } from "../automation/cli/main";
import { refused } from "../automation/world/errors";

void main(process.argv, {
  rehearsed: true,
  connect: (options) => {
    const controlUrl = process.env["BLUEGREEN_LOCAL_CLOUD"];
    if (!controlUrl) {
      throw refused(
        "BLUEGREEN_LOCAL_CLOUD is not set, so there is no local cloud to ask",
        "set it as `npm run rehearse -- --keep` says",
      );
    }
    const { connectLocalCloud } =
      require("../localCloud/world/world") as typeof import("../localCloud/world/world");
    return connectLocalCloud(controlUrl, options);
  },
});
