import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { InvalidArgumentError } from "commander";
import { stackNamed } from "../../../automation/cli/registrations/options";
import { imagesOf } from "../../../automation/commands/options";
import type { DeployError } from "../../../automation/world/errors";
import { bluegreen } from "./run";

const good = `
config:
  aws:region: eu-central-1
  bluegreen:domain: dev.example.com
  bluegreen:services: {users: {}}
`;

/** `status` and the commands of a recovery go on without the file. */
const deploy = ["deploy", "--service", "users", "--image", "users:1"];

/** A pull request may bring any file; what is refused here is refused before Pulumi is looked for. */
describe("the command line, given hostile files,", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bluegreen-hostile-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: bluegreen\nruntime: nodejs\n");
    writeFileSync(join(folder, "Pulumi.dev.yaml"), good);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The first line of what it says, and that it says nothing else than a refusal. */
  function refusal(...args: string[]): string {
    const { exitCode, stdout, stderr } = bluegreen(args, folder);
    expect([exitCode, stdout], stderr).to.deep.equal([2, ""]);
    expect(stderr).not.to.contain("this is a bug");
    return stderr.split("\n")[0]!.replace(/; nothing was changed$/, "");
  }
  const settings = (text: string) => writeFileSync(join(folder, "Pulumi.dev.yaml"), text);
  const reasons = () => bluegreen([...deploy, "--stack", "dev"], folder).stderr;

  it("refuses in one sentence what is not a settings file", () => {
    const file = join(folder, "Pulumi.dev.yaml");
    const found = () => refusal(...deploy, "--stack", "dev");
    truncateSync(file, 300 * 1024 * 1024);
    expect(found()).to.equal("error: Pulumi.dev.yaml is larger than 512 KiB");
    settings("\0".repeat(1000));
    expect(found()).to.equal("error: Pulumi.dev.yaml is not text in UTF-8");
    settings(`config: ${"[".repeat(1e5)}`);
    expect(found()).to.equal(
      "error: Pulumi.dev.yaml is nested deeper than 100 levels, or contains itself",
    );
    for (const text of ["7", "config: [1]"]) {
      settings(text);
      expect(found()).to.equal(
        "error: Pulumi.dev.yaml is not a settings file: it must be a map of keys and values, " +
          "and so must `config`",
      );
    }
    rmSync(file);
    symlinkSync("/dev/zero", file);
    expect(found()).to.equal("error: Pulumi.dev.yaml is a symbolic link");
  });

  it("refuses settings that name files or hosts to Pulumi's provider", () => {
    settings(`${good}  aws:sharedConfigFiles: [Pulumi.other.yaml]\n  aws:profile: other\n`);
    expect(refusal("plan", "--stack", "dev", "--file", "release.yaml")).to.equal(
      "error: `aws:sharedConfigFiles` is not supported: Pulumi would use it, but the deployer would not",
    );
  });

  it("refuses a region and a release file before it asks Pulumi or AWS", () => {
    const release = "the release file release.yaml has 1 problem";
    writeFileSync(join(folder, "release.yaml"), "services: {users: 7}");
    for (const command of ["plan", "deploy"]) {
      expect(refusal(command, "--stack", "dev", "--file", "release.yaml")).to.equal(
        `error: ${release}`,
      );
    }
    settings(good.replace("eu-central-1", "'eu:central'"));
    expect(refusal(...deploy, "--stack", "dev")).to.equal(
      "error: `eu:central` is not an AWS region",
    );
  });

  it("refuses a Pulumi.yaml that names no project", () => {
    for (const text of ["", "name: ../../x"]) {
      writeFileSync(join(folder, "Pulumi.yaml"), text);
      expect(refusal("status", "--stack", "dev"), text).to.equal(
        "error: Pulumi.yaml has no valid project name: `name` may contain only letters, digits, `_`, `.` and `-`",
      );
    }
  });

  it("refuses names that JavaScript objects treat specially, wherever they are", () => {
    const services = (text: string) => good.replace("{users: {}}", text);
    settings(services("{users: {}, __proto__: {size: 2}}"));
    expect(reasons()).to.contain("`services.__proto__` can't be used as a key");
    settings(services("{users: {environment: {__proto__: x}}}"));
    expect(reasons()).to.contain("`services.users.environment.__proto__` can't be used as a key");
    settings(services(`'{"users": {"__proto__": {"size": 2}}}'`));
    expect(reasons()).to.contain("`services.users.__proto__` can't be used as a key");
    settings(services("{constructor: {}}"));
    expect(reasons()).to.contain("has a name that is reserved in JavaScript");
    settings(`${good}  bluegreen:__proto__: {}\n`);
    expect(reasons()).to.contain("`__proto__` can't be used as a key");
  });

  it("refuses a stack that is a path", () => {
    const names = ["..", "../dev", "dev/", "a\\b", "a b", "a$(x)", "é", "-x", "x".repeat(101)];
    for (const name of names) expect(() => stackNamed(name), name).to.throw(InvalidArgumentError);
    for (const name of ["dev", "pr-7", "a.b_c", "A"]) expect(stackNamed(name)).to.equal(name);
    const path = "a/../../x";
    expect(refusal("status", "--stack", path)).to.contain("argument 'a/../../x' is invalid");
    expect(refusal("env", "destroy", path)).to.contain("'a/../../x' is invalid");
    expect(refusal("env", "create", "a", "--from", path)).to.contain("'a/../../x' is invalid");
  });

  it("refuses a release file that is a link or a device, without quoting its content", async () => {
    writeFileSync(join(folder, "secret"), "[default]\naws_secret_access_key = hush\n");
    symlinkSync("secret", join(folder, "release.yaml"));
    const foundIn = async (file: string) => {
      const error: unknown = await imagesOf({ service: [], image: [], file }).catch(
        (thrown: unknown) => thrown,
      );
      const { found, reasons } = error as DeployError;
      return [found, ...reasons]
        .join("\n")
        .replaceAll(folder, "")
        .replace(/; nothing was.*/, "");
    };
    expect(await foundIn(join(folder, "release.yaml"))).to.equal(
      "/release.yaml is a symbolic link",
    );
    expect(await foundIn("/dev/zero")).to.equal("/dev/zero is not a regular file");
    expect(await foundIn("/proc/self/environ")).to.equal(
      "/proc/self/environ is not a regular file",
    );
    expect(await foundIn(join(folder, "secret"))).to.equal(
      "the release file /secret is not valid YAML at line 2, column 1: unexpected token",
    );
  });
});
