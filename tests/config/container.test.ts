import type { RawConfig } from "../../config/raw";
import { knows, user } from "./limit";

const key = "`services.users.";
const id = 'must be a user such as `node` or `"1000"`, with a group if you want: `"1000:1000"`';
const run = (more: object) => user(more);

describe("the settings check, about how a container runs,", () => {
  knows({
    "a command and an entry point begin with a program": {
      pass: [run({ command: ["worker", ""] }), run({ entryPoint: ["/init", "--"] })],
      fail: [
        [run({ command: ["", "a"] }), `${key}command\` must begin with a program`],
        [run({ entryPoint: [""] }), `${key}entryPoint\` must begin with a program, found a list`],
      ],
    },
    "a user is one name or id, and so is its group": {
      pass: ["node", "0", "2147483647", "1000:1000", "_app.x-1:staff", "1000:staff"].map((one) =>
        run({ user: one }),
      ),
      fail: ["", ":", "a:", ":a", "a:b:c", "a b", "1a", "2147483648", "10000000000", "-1", "ä"].map(
        (one): [RawConfig, string] => [
          run({ user: one }),
          `${key}user\` ${id}, found ${one === "" ? "an empty text" : `\`${one}\``}`,
        ],
      ),
    },
    "a working directory is an absolute path": {
      pass: [run({ workingDirectory: "/" }), run({ workingDirectory: "/a b/ö" })],
      fail: ["srv", "./srv", "~"].map((one): [RawConfig, string] => [
        run({ workingDirectory: one }),
        `${key}workingDirectory\` must be an absolute path, which starts with \`/\`, found \`${one}\``,
      ]),
    },
    "commands in running tasks need a root that can be written, and a way to Session Manager": {
      pass: [
        run({ exec: true, readonlyRootFilesystem: false }),
        run({ exec: false, outboundPorts: [5432] }),
      ],
      fail: [
        [
          run({ exec: true }),
          `${key}exec\` needs a writable root file system: AWS's agent in the container keeps its files ` +
            "there. Set `readonlyRootFilesystem: false`, or remove `exec`",
        ],
        [
          run({ exec: true, readonlyRootFilesystem: false, outboundPorts: [5432] }),
          `${key}exec\` needs port 443 to reach Session Manager: add it to \`outboundPorts\``,
        ],
      ],
    },
    "Linux limits the number of open files": {
      pass: [run({ ulimits: { nofile: 1_048_576 } })],
      fail: [-1, { soft: 1024, hard: -1 }].map((nofile): [RawConfig, string] => [
        run({ ulimits: { nofile } }),
        `${key}ulimits.nofile\` must be a number: Linux starts no container without a limit of open files; ` +
          "Fargate's own is 65535",
      ]),
    },
    "a limit is a number or two, the soft one at most the hard one": {
      pass: [
        run({ ulimits: { nofile: 65_535, core: 0, memlock: -1 } }),
        run({ ulimits: { nproc: { soft: 1, hard: 1 }, stack: { soft: 5, hard: -1 } } }),
      ],
      fail: [
        ...[
          { soft: 2, hard: 1 },
          { soft: -1, hard: 1 },
        ].map((nofile): [RawConfig, string] => [
          run({ ulimits: { nofile } }),
          `${key}ulimits.nofile\` has a soft limit above the hard one`,
        ]),
        [
          run({ ulimits: { nofiles: 1 } }),
          `${key}ulimits.nofiles\` is not a known key; did you mean \`nofile\`?`,
        ],
      ],
    },
  });
});
