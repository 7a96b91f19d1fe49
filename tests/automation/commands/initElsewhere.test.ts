import { expect } from "chai";
import { Folder, none, refusal, run, show, usual } from "./initRig";

describe("`bluegreen init` where something else is", () => {
  it("refuses a Pulumi project of another program", async () => {
    const reasonsFor = async (lines: string, files: Record<string, string> = {}) => {
      const folder = new Folder({ "Pulumi.yaml": `name: shop\n${lines}`, ...files });
      const before = show(folder);
      const { reasons } = await refusal(folder, usual);
      expect(show(folder)).to.equal(before);
      return reasons;
    };
    const elsewhere = "run this in a folder of its own, such as `bluegreen init --cwd infra`";
    for (const runtime of ["", "runtime: python", "runtime:\n  name: go", "runtime: null"]) {
      expect(await reasonsFor(runtime), runtime).to.deep.equal([
        `\`Pulumi.yaml\` does not use the runtime \`nodejs\`: it belongs to another program; ${elsewhere}`,
      ]);
    }
    expect(await reasonsFor("runtime: nodejs\nmain: src/index.ts")).to.deep.equal([
      `\`Pulumi.yaml\` runs a program other than \`index.ts\`: ${elsewhere}`,
    ]);
    expect(await reasonsFor("runtime: nodejs\nmain: [a]")).to.have.length(1);
    const esm = { "package.json": '{"type": "module"}' };
    expect(await reasonsFor("runtime: nodejs\nmain: index.ts", esm)).to.deep.equal([
      `\`Pulumi.yaml\` runs a program other than \`index.cts\`: ${elsewhere}`,
    ]);
    for (const main of ["", "main: index.ts", "main: ./index.ts"]) {
      const folder = new Folder({ "Pulumi.yaml": `name: shop\nruntime: nodejs\n${main}` });
      await run(folder);
      expect([...folder.files.keys()]).to.include("index.ts");
    }
  });

  it("names the folder in the next command, if it is another one", async () => {
    const nextIn = async (cwd: string) => {
      const { text } = await run(new Folder(), { ...usual, cwd });
      return text.split("\n").at(-2);
    };
    const there = "npm install <folder>/bluegreen-0.1.0.tgz && npx bluegreen verify --stack dev";
    expect(await nextIn("./")).to.equal(`next: ${there}`);
    expect(await nextIn("infra/x")).to.equal(`next: cd infra/x && ${there}`);
    expect(await nextIn("-it's $x")).to.equal(`next: cd -- '-it'\\''s $x' && ${there}`);
  });

  it("says which flags had no effect, since the settings exist", async () => {
    const folder = new Folder();
    await run(folder);
    const before = show(folder);
    const { text, json } = await run(folder, { ...none, domain: "a.b", service: ["orders:80"] });
    const line =
      "left out: --domain and --service: Pulumi.dev.yaml already exists and was kept; edit it instead";
    expect(text.split("\n")[0]).to.equal(line);
    expect(json).to.have.deep.property("leftOut", [
      "--domain and --service: Pulumi.dev.yaml already exists and was kept; edit it instead",
    ]);
    const all = {
      ...usual,
      ...{ vpc: "vpc-0a", publicSubnet: ["subnet-0a"], privateSubnet: ["subnet-0b"] },
    };
    expect((await run(folder, all)).text.split("\n")[0]).to.equal(
      "left out: --region, --domain, --zone, --vpc, --public-subnet, --private-subnet, --service and --worker: " +
        "Pulumi.dev.yaml already exists and was kept; edit it instead",
    );
    expect(show(folder)).to.equal(before);
  });

  it("refuses another name for a project that exists", async () => {
    const folder = new Folder({ "Pulumi.yaml": "name: shop\nruntime: nodejs" });
    const { reasons } = await refusal(folder, { ...usual, project: "store" });
    expect(reasons).to.deep.equal([
      "`--project store` is not the name in `Pulumi.yaml`, which is `shop`",
    ]);
    await run(folder, { ...usual, project: "shop" });
    expect(folder.files.get("Pulumi.dev.yaml")).to.include("shop:domain");
  });
});
