import { list } from "../../config/problem";
import type { RawConfig } from "../../config/raw";
import { knows, user } from "./limit";
import { config } from "./samples";

/** With names of five characters. */
const short = (count: number, value = "") =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`A${1000 + i}`, value]));
const values =
  "move large values to SSM parameters (`secrets`), or to files that the service reads";
const image = "ghcr.io/team/otel:1";
const beside = (sidecar: object) => user({ sidecars: { otel: { image, ...sidecar } } });
const routed = (lua: string) =>
  user({
    sidecars: { router: { image, logRouter: {} } },
    logs: { options: { Name: "datadog", lua } },
  });
const besides =
  "move large values to SSM parameters (`secrets` of a sidecar), or to files that it reads";
const volumes = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ path: `/v${100 + index}`, temporary: true }));
const script = "put a script into the image, and run that";
const tooLarge = (key: string, others: string[], instead: string) =>
  `\`services.users.${key}\` takes 61 KiB with ${list(others.map((one) => `\`${one}\``))}, but an ECS task ` +
  `definition leaves about 60 KiB for ${others.length === 1 ? "both" : "all of them"}; ${instead}`;

describe("the settings check, about the size of a task definition,", () => {
  knows({
    "variables and secrets fit a task definition": {
      // `{"name":"A","value":""}` and the brackets take 30; a parameter is read by its ARN.
      pass: [
        user({ environment: { A: "a".repeat(60 * 1024 - 30) } }),
        user({ environment: short(2194) }),
      ],
      fail: [
        ...[
          user({ environment: { A: "a".repeat(60 * 1024 - 29) } }),
          user({ environment: short(2195) }),
          config({
            users: { environment: { A: "a".repeat(60 * 1024 - 30) }, calls: ["b"] },
            b: {},
          }),
        ].map((raw): [RawConfig, string] => [raw, tooLarge("environment", ["secrets"], values)]),
        [
          user({ secrets: short(788, "/a") }),
          tooLarge(
            "secrets",
            ["environment"],
            "put several values into one secret, and let the service read its keys",
          ),
        ],
      ],
    },
    "so do sidecars and volumes": {
      pass: [beside({ environment: { A: "a".repeat(59_800) } }), user({ volumes: volumes(200) })],
      fail: [
        [
          beside({ environment: { A: "a".repeat(61_000) } }),
          tooLarge("sidecars", ["environment", "secrets"], besides),
        ],
        [
          beside({ command: ["a".repeat(61_000)] }),
          tooLarge("sidecars", ["environment", "secrets"], besides),
        ],
        [
          beside({ secrets: short(780, "/a") }),
          tooLarge("sidecars", ["environment", "secrets"], besides),
        ],
        [
          user({
            environment: { A: "a".repeat(30_000) },
            sidecars: { otel: { image, environment: { A: "a".repeat(31_000) } } },
          }),
          tooLarge("sidecars", ["environment", "secrets"], besides),
        ],
        [
          user({ volumes: volumes(247) }),
          tooLarge(
            "volumes",
            ["environment", "secrets"],
            "mount a folder that holds several of them",
          ),
        ],
      ],
    },
    "so do options of logs": {
      pass: [routed("a".repeat(60_000))],
      fail: [
        [
          routed("a".repeat(61_000)),
          tooLarge(
            "logs",
            ["environment", "secrets", "sidecars"],
            "put options into a `configFile` of the router's image",
          ),
        ],
      ],
    },
    "so do a command and an entry point": {
      // Brackets, quotes and the commas between the parts take 10.
      pass: [
        user({ command: ["a".repeat(60 * 1024 - 12)] }),
        user({ entryPoint: ["a".repeat(60 * 1024 - 12)] }),
        user({ command: ["a".repeat(100)], entryPoint: ["a".repeat(60 * 1024 - 117)] }),
      ],
      fail: [
        [
          user({ command: ["a".repeat(60 * 1024 - 11)] }),
          tooLarge("command", ["environment", "secrets"], script),
        ],
        [
          user({ entryPoint: ["a".repeat(60 * 1024 - 11)] }),
          tooLarge("entryPoint", ["environment", "secrets"], script),
        ],
        [
          user({ command: ["a".repeat(100)], entryPoint: ["a".repeat(60 * 1024 - 116)] }),
          tooLarge("entryPoint", ["environment", "secrets", "command"], script),
        ],
        [
          user({ command: ["a".repeat(30_000)], environment: { A: "a".repeat(31_440) } }),
          tooLarge("environment", ["secrets", "command"], values),
        ],
        [
          user({ workingDirectory: `/${"a".repeat(61_440)}` }),
          tooLarge("workingDirectory", ["environment", "secrets"], "use a shorter path"),
        ],
      ],
    },
  });
});
