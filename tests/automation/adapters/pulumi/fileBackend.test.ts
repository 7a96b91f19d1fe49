import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { folderOf, withoutMetadata } from "../../../../automation/adapters/pulumi/fileBackend";

describe("what Pulumi keeps beside the files of a `file://` backend", () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), "bluegreen-backend-"));
  });
  afterEach(() => rm(cwd, { recursive: true }));

  const urlIn = async (env: NodeJS.ProcessEnv, url?: string) => {
    await withoutMetadata({ cwd, name: "bluegreen", backend: url ? { url } : null }, env);
    return env["PULUMI_BACKEND_URL"];
  };

  it("is left out, wherever the backend is named", async () => {
    const skipped = "file:///state?metadata=skip";
    expect(await urlIn({ PULUMI_BACKEND_URL: "file:///state" })).to.equal(skipped);
    expect(await urlIn({}, "file:///state")).to.equal(skipped);
    expect(await urlIn({ PULUMI_BACKEND_URL: "file://~" }, "file:///state")).to.equal(
      "file://~?metadata=skip",
    );
    await writeFile(join(cwd, "credentials.json"), '{"current": "file:///state"}');
    expect(await urlIn({ PULUMI_HOME: cwd })).to.equal(skipped);
    expect(await urlIn({ PULUMI_HOME: "/none", PULUMI_CREDENTIALS_PATH: cwd })).to.equal(skipped);
  });

  it("is not looked for in another home folder than Pulumi's", async () => {
    await mkdir(join(cwd, ".pulumi"));
    await writeFile(join(cwd, ".pulumi", "credentials.json"), '{"current": "file:///another"}');
    expect(await urlIn({ HOME: cwd })).to.not.equal("file:///another?metadata=skip");
    const { HOME } = process.env;
    try {
      process.env["HOME"] = cwd;
      expect(folderOf("file://~/state", "/")).to.equal(join(userInfo().homedir, "state"));
    } finally {
      if (HOME === undefined) delete process.env["HOME"];
      else process.env["HOME"] = HOME;
    }
  });

  it("is as somebody has said", async () => {
    const said = "file:///state?no_tmp_dir=false&metadata=";
    expect(await urlIn({ PULUMI_BACKEND_URL: said })).to.equal(said);
    expect(await urlIn({ PULUMI_BACKEND_URL: "file:///state?no_tmp_dir=false" })).to.equal(
      "file:///state?no_tmp_dir=false&metadata=skip",
    );
  });

  it("does not matter in other backends", async () => {
    const bucket = "s3://states?region=eu-central-1";
    expect(await urlIn({ PULUMI_BACKEND_URL: bucket })).to.equal(bucket);
    expect(await urlIn({ PULUMI_HOME: cwd }, bucket)).to.equal(undefined);
    expect(await urlIn({ PULUMI_HOME: cwd })).to.equal(undefined);
    await writeFile(join(cwd, "credentials.json"), "{");
    expect(await urlIn({ PULUMI_HOME: cwd })).to.equal(undefined);
  });

  it("is removed where a killed Pulumi has left it empty, and nothing else is", async () => {
    const files = {
      "meta.yaml.attrs": "",
      "stacks/bluegreen/dev.json": "",
      "stacks/bluegreen/dev.json.attrs": "",
      "stacks/bluegreen/prod.json.attrs": "{}",
      "stacks/other/dev.json.attrs": "",
      "history/bluegreen/dev/dev-1.history.json.attrs": "",
    };
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(cwd, "state", ".pulumi", path, ".."), { recursive: true });
      await writeFile(join(cwd, "state", ".pulumi", path), content);
    }
    await urlIn({ PULUMI_BACKEND_URL: "file://./state" });
    const left = await readdir(join(cwd, "state", ".pulumi"), { recursive: true });
    expect(
      left.filter((path) => path.includes(".json") || path.includes(".attrs")).sort(),
    ).to.deep.equal([
      "stacks/bluegreen/dev.json",
      "stacks/bluegreen/prod.json.attrs",
      "stacks/other/dev.json.attrs",
    ]);
  });
});
