import { mostTags } from "../../config/tags";
import { knows } from "./limit";
import { config } from "./samples";

const tagged = (tags: Record<string, string>) => ({ ...config(), tags });
const many = (count: number) =>
  tagged(Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, ""])));
const others = "has characters other than letters, digits, spaces and `_ . : / = + - @`";

describe("the settings check, about tags,", () => {
  knows({
    "a key has up to 128 characters, and a value 256": {
      pass: [tagged({ ["k".repeat(128)]: "v".repeat(256) })],
      fail: [
        [
          tagged({ ["k".repeat(129)]: "" }),
          `\`tags.${"k".repeat(129)}\` has 129 characters; AWS allows a key 128`,
        ],
        [tagged({ k: "v".repeat(257) }), "`tags.k` must have at most 256 characters, found 257"],
      ],
    },
    "letters of any script, digits, spaces and a few signs are allowed": {
      pass: [tagged({ "Kosten stelle:ä/1=+-@_.": "Führung 2", empty: "" })],
      fail: [
        [tagged({ "a&b": "" }), `\`tags.a&b\` ${others}`],
        [tagged({ k: "50%" }), `\`tags.k\` ${others}`],
        [tagged({ " k": "" }), "`tags. k` begins or ends with a space"],
        [tagged({ k: " v" }), "`tags.k` begins with a space"],
        [tagged({ k: "v " }), "`tags.k` ends with a space"],
      ],
    },
    "some tags are AWS's or the program's own": {
      pass: [tagged({ team: "x", Team2: "an aws:y", awsome: "awsome:z" })],
      fail: [
        [tagged({ "aws:x": "" }), "`tags.aws:x` begins with `aws:`, which AWS reserves"],
        [tagged({ "AWS:x": "" }), "`tags.AWS:x` begins with `aws:`, which AWS reserves"],
        [tagged({ k: "aws:x" }), "`tags.k` begins with `aws:`, which AWS reserves"],
        [tagged({ k: "Aws:x" }), "`tags.k` begins with `aws:`, which AWS reserves"],
        [
          tagged({ Project: "x" }),
          "`tags.Project` is a tag that the program sets itself (`project`)",
        ],
        [tagged({ name: "x" }), "`tags.name` is a tag that the program sets itself (`Name`)"],
        [
          tagged({ team: "x", Team: "y" }),
          "`tags.Team` differs from another key in its case alone, which IAM takes for the same",
        ],
      ],
    },
    "a resource has 50, the program's own among them": {
      pass: [many(mostTags)],
      fail: [
        [
          many(mostTags + 1),
          "`tags` has 45 tags; AWS allows a resource 50, and the program sets up to 6 itself, which leaves 44",
        ],
      ],
    },
  });
});
