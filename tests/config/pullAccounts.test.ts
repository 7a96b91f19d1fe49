import { knows } from "./limit";
import { config } from "./samples";

const pulled = (...pullAccounts: unknown[]) => ({ ...config(), pullAccounts });
const ids = (count: number) =>
  Array.from({ length: count }, (_, index) => String(210_000_000_000 + index));

describe("the settings check, about accounts that pull,", () => {
  knows({
    "they are ids of 12 digits, each once, as many as a policy has room for": {
      pass: [pulled("210987654321", "012345678901"), pulled(...ids(200))],
      fail: [
        [pulled(), "`pullAccounts` must have at least 1 entry, found 0"],
        [pulled(...ids(201)), "`pullAccounts` must have at most 200 entries, found 201"],
        [pulled("210987654321", "210987654321"), "`pullAccounts.1` names 210987654321 twice"],
        [pulled("prod"), "`pullAccounts.0` must be an AWS account id: 12 digits, found `prod`"],
        [
          pulled(210_987_654_321),
          "`pullAccounts.0` must be text (in quotes, if it looks like a number), found 210987654321",
        ],
      ],
    },
    "an environment with another one's images has no repositories of its own": {
      pass: [],
      fail: [
        [
          { ...pulled("210987654321"), imagesFrom: "base" },
          "`pullAccounts` has no effect: this environment's images are in repositories of base; set it there instead",
        ],
        [
          { ...pulled("210987654321"), foundation: "base" },
          "`pullAccounts` has no effect: this environment's images are in repositories of base; set it there instead",
        ],
      ],
    },
  });
});
