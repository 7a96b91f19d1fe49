import type { RawConfig } from "../../config/raw";
import { knows, user } from "./limit";

const key = "`services.users.";
const repository = (length: number) => `ghcr.io/${"a".repeat(length - "ghcr.io/".length)}`;
const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/";
const notRepositories: [name: string, problem: string][] = [
  [repository(256), "must have at most 255 characters, found 256"],
  ["https://ghcr.io/users", "begins with a protocol; start with the registry, such as `ghcr.io`"],
  ["ghcr.io/users:v1", "has a tag; name only the repository: each release names its own image"],
  [
    `ghcr.io/users:v1@sha256:${"0".repeat(64)}`,
    "has a digest; name only the repository: each release names its own image",
  ],
  ["ghcr.io/Users", "has capital letters in its path, which the names of repositories can't have"],
  ...["-ghcr.io/users", "ghcr-.io/users", "ghcr..io/users", "gh_cr.io/users"].map(
    (name): [string, string] => [name, "begins with a registry that is not a valid host name"],
  ),
  ...["ghcr.io:65536/users", "ghcr.io:0/users", "ghcr.io:/users", "ghcr.io:a/users"].map(
    (name): [string, string] => [name, "has a registry whose port is not a number from 1 to 65535"],
  ),
  [`${ecr}u`, "has a name of one character; ECR's have at least 2"],
];

describe("the settings check, about where images are,", () => {
  knows({
    "an image is named as the grammar of references has it, and without its digest fits a task": {
      pass: [
        "ghcr.io/team/users",
        "GHCR.io/team/users",
        "localhost/users",
        "localhost:5000/users",
        "registry:5000/users",
        "ghcr.io:65535/a__b/c---d.e_f",
        `${ecr}us`,
        repository(255),
      ].map((name) => user({ repository: name })),
      fail: [
        ...notRepositories.map(([name, problem]): [RawConfig, string] => [
          user({ repository: name }),
          `${key}repository\` ${problem}`,
        ]),
        ...["users", "users:v1", "team/users"].map((name): [RawConfig, string] => [
          user({ repository: name }),
          `${key}repository\` must be a registry and a path, such as \`ghcr.io/team/users\`, found \`${name}\``,
        ]),
        ...["a..b", "a___b", "-a", "a/", "a//b", "a b", "ä"].map((path): [RawConfig, string] => [
          user({ repository: `ghcr.io/${path}` }),
          `${key}repository\` must have a path of lower-case letters and digits, separated by \`/\`, hyphens, or ` +
            `one \`.\`, \`_\` or \`__\`, found \`ghcr.io/${path}\``,
        ]),
      ],
    },
  });
});
