import { lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { refusalOf } from "../../../support/refusalOf";
import { parse } from "yaml";
import {
  keepingText,
  readProject,
  readStackFile,
  replaceFile,
  withConfigFile,
  withEncryptionOf,
  withRelease,
} from "../../../../automation/adapters/pulumi/settingsFile";
import { DeployError } from "../../../../automation/world/errors";
import { stage } from "../../../../release/transitions";
import { idle, imageA, imageB, keptA, keptB, request } from "../../../release/states";

describe("a stack's settings file", () => {
  let cwd: string;
  beforeEach(async () => (cwd = await mkdtemp(join(tmpdir(), "project-"))));
  afterEach(() => rm(cwd, { recursive: true }));

  it("keeps its text when Pulumi writes the encryption of a new stack into it", async () => {
    const text =
      "# ours\nconfig:\n  aws:region: eu-central-1\n\n  # sizes\n  a:cpu: 0512\n  a:share: 1.10\n";
    const path = join(cwd, "Pulumi.dev.yaml");
    await writeFile(path, text);
    const project = { cwd, name: "a" };
    const made = await keepingText({ project, name: "dev" }, async () => {
      await writeFile(path, "encryptionsalt: v1:x:y=\nconfig:\n  a:cpu: 330\n  a:share: 1.1\n");
      return "made";
    });
    expect(made).to.equal("made");
    expect(await readFile(path, "utf8")).to.equal(`${text}encryptionsalt: v1:x:y=\n`);
    await keepingText({ project, name: "dev" }, () => Promise.resolve());
    expect(await readFile(path, "utf8")).to.equal(`${text}encryptionsalt: v1:x:y=\n`);
  });

  it("gets the encryption of a new stack where nothing can be appended to it", () => {
    const after = "config:\n  a:share: 1.1\nencryptionsalt: v1:x:y=\n";
    const kept = (text: string) => withEncryptionOf(text, after);
    expect(kept("config:\n\n  # ours\n  a:share: 1.10\n...\n")).to.equal(
      "config:\n\n  # ours\n  a:share: 1.10\nencryptionsalt: v1:x:y=\n...\n",
    );
    expect(kept("  config:\n    a:share: 1.10\n")).to.equal(
      "config:\n  a:share: 1.10\nencryptionsalt: v1:x:y=\n",
    );
    expect(kept('{"config": {"a:share": 1.10}}\n')).to.equal(
      '{ "config": { "a:share": 1.10 }, encryptionsalt: v1:x:y= }\n',
    );
  });

  it("keeps its text, and the new encryption, when Pulumi fails once it has written it", async () => {
    const path = join(cwd, "Pulumi.dev.yaml");
    await writeFile(path, "# ours\nconfig: {}\n");
    const project = { cwd, name: "a" };
    const failure = new Error("no backend");
    const failed: unknown = await keepingText({ project, name: "dev" }, async () => {
      await writeFile(path, "config: {}\nencryptionsalt: v1:x:y=\n");
      throw failure;
    }).catch((error: unknown) => error);
    expect(failed).to.equal(failure);
    expect(await readFile(path, "utf8")).to.equal("# ours\nconfig: {}\nencryptionsalt: v1:x:y=\n");
    expect(await readdir(cwd)).to.deep.equal(["Pulumi.dev.yaml"]);
  });

  it("is written by Pulumi alone where there was none", async () => {
    const path = join(cwd, "Pulumi.new.yaml");
    const project = { cwd, name: "a" };
    await keepingText({ project, name: "new" }, () => writeFile(path, "encryptionsalt: z\n"));
    expect(await readFile(path, "utf8")).to.equal("encryptionsalt: z\n");
  });

  it("gets the release state added in a copy, with everything else as it is", () => {
    const file = {
      encryptionsalt: "v1:salt",
      config: { "bluegreen:domain": "x.org", "bluegreen:token": { secure: "v1:abc" } },
    };
    expect(withRelease({ cwd, name: "bluegreen" }, file, stage(idle, request))).to.deep.equal({
      encryptionsalt: "v1:salt",
      config: {
        "bluegreen:domain": "x.org",
        "bluegreen:token": { secure: "v1:abc" },
        "bluegreen:activeColor": { users: "blue" },
        "bluegreen:fleets": {
          users: { blue: { image: imageA, size: 2 }, green: { image: imageB, size: 3 } },
          matching: { blue: { image: null, size: 0 }, green: { image: null, size: 0 } },
        },
        "bluegreen:release": {
          revision: 4,
          current: { ...request, services: { users: { candidate: "green" } }, phase: "staged" },
          definitions: JSON.stringify({ users: { blue: keptA, green: keptB }, matching: {} }),
        },
      },
    });
  });

  it("is given to Pulumi as a private copy that is deleted afterwards, even after a failure", async () => {
    let path = "";
    await withConfigFile("dev", { config: { "a:b": [1] } }, async (configFile) => {
      path = configFile;
      expect(parse(await readFile(path, "utf8"))).to.deep.equal({ config: { "a:b": [1] } });
      expect((await stat(path)).mode & 0o777).to.equal(0o600);
    });
    expect(existsSync(path)).to.equal(false);
    const failed = withConfigFile("dev", {}, (configFile) => {
      path = configFile;
      return Promise.reject(new Error("up failed"));
    });
    await failed.catch((error: Error) => expect(error.message).to.equal("up failed"));
    expect(existsSync(path)).to.equal(false);
  });

  it("is read with its project, and refused if either is missing", async () => {
    const refusal = async (action: Promise<unknown>) => {
      const error: unknown = await action.catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(DeployError);
      return (error as DeployError).found;
    };
    expect(await refusal(readProject(cwd))).to.equal(`there is no Pulumi project in ${cwd}`);
    await writeFile(join(cwd, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    const project = await readProject(cwd);
    expect(project).to.deep.equal({ cwd, name: "shop" });
    expect(await refusal(readStackFile(project, "dev"))).to.equal(
      "stack dev has no settings file Pulumi.dev.yaml",
    );
    await writeFile(join(cwd, "Pulumi.dev.yaml"), "");
    expect(await readStackFile(project, "dev")).to.deep.equal({});
    const keys = {
      "{'aws:config:profile': evil}": [
        ...["aws:config:profile", "rename the key (`aws:config:profile` is `aws:profile`)"],
      ],
      "{<<: {'aws:x': 1}}": ["<<", "write out what is below it,"],
      "{domain: example.com}": ["domain", "write it as `shop:domain`"],
      "{shop: {domain: example.com}}": ["shop", "write each key below it as `shop:<name>`"],
    };
    for (const [config, [key, next]] of Object.entries(keys)) {
      await writeFile(join(cwd, "Pulumi.dev.yaml"), `config: ${config}`);
      const error = await refusalOf(() => readStackFile(project, "dev"));
      expect([error.found, error.next]).to.deep.equal([
        `Pulumi.dev.yaml has the key \`${key}\` in \`config\`; keys must be \`<namespace>:<name>\`, with a single colon`,
        `${next} and run the command again`,
      ]);
    }
    expect(await refusal(readStackFile(project, "dve"))).to.equal(
      "stack dve has no settings file Pulumi.dve.yaml; did you mean dev?",
    );
  });

  it("is written next to a link that a pull request brings, never through it", async () => {
    const path = join(cwd, "Pulumi.dev.yaml");
    await writeFile(join(cwd, "other"), "untouched");
    await symlink("other", `${path}.partial`);
    await replaceFile(path, "config: {}\n");
    expect(await readFile(path, "utf8")).to.equal("config: {}\n");
    expect((await lstat(path)).isSymbolicLink()).to.equal(false);
    expect(await readFile(join(cwd, "other"), "utf8")).to.equal("untouched");
  });

  it("is refused if only Pulumi would follow it to other settings or another host", async () => {
    const project = { cwd, name: "shop" };
    const found = async (text: string) => {
      const error: unknown = await readStackFile(project, "dev", text).catch((one: unknown) => one);
      return error instanceof DeployError ? error.found : error;
    };
    for (const text of [
      "environment: [evil]",
      '"environment": {imports: [evil]}',
      "environment:",
    ]) {
      expect(await found(`config: {}\n${text}\n`), text).to.equal(
        "`environment` in Pulumi.dev.yaml is not supported: Pulumi would take settings and variables from there, but " +
          "the deployer would not",
      );
    }
    for (const [text, option] of [
      ["awskms://alias/x?region=eu-central-1&endpoint=https://evil.example", "endpoint"],
      ["awskms:///alias/x?Endpoint=evil.example", "Endpoint"],
      ["awskms://alias/x?%65ndpoint=evil.example", "endpoint"],
      ["awskms://alias/x?disable_https=true", "disable_https"],
      // A separator of lines in JavaScript, and a character of a URL in Go.
      ["awskms://alias/x?endpoint=https://evil.example&region=\\u2028", "endpoint"],
    ]) {
      expect(await found(`secretsprovider: "${text}"\n`), text).to.equal(
        `\`secretsprovider\` in Pulumi.dev.yaml has the option \`${option}\`, which could send requests to another host ` +
          "than KMS",
      );
    }
    const usual = "awskms://alias/x?region=eu-central-1&awssdk=v2&context_team=a";
    for (const secretsprovider of [usual, "passphrase", "hashivault://key"]) {
      expect(await found(`secretsprovider: ${secretsprovider}`)).to.deep.equal({ secretsprovider });
    }
    expect(await found("<<: {environment: [evil]}")).to.contain("`<<` in Pulumi.dev.yaml is not");
  });
});
