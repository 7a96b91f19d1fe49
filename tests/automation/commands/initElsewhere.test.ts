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
    const elsewhere = "run this in a folder of its own, such as `npx bluegreen init --cwd infra`";
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
    const there = "npm install ./bluegreen-0.1.0.tgz && npx bluegreen verify --stack dev";
    const copied = (to: string) => `next: copy bluegreen-0.1.0.tgz into ${to}, then:`;
    expect(await nextIn("./")).to.equal(`${copied("this folder")} ${there}`);
    expect(await nextIn("infra/x")).to.equal(`${copied("infra/x")} cd infra/x && ${there}`);
    expect(await nextIn("-it's $x")).to.equal(
      `${copied("'-it'\\''s $x'")} cd -- '-it'\\''s $x' && ${there}`,
    );
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
    const again = await refusal(folder, { ...none, project: "store" });
    expect(again.reasons).to.deep.equal(reasons);
    folder.files.delete("Pulumi.yaml");
    expect((await refusal(folder, { ...none, project: "store" })).reasons).to.deep.equal([
      "`--project store` is not the name in `Pulumi.dev.yaml`, which is `shop`",
    ]);
    await run(folder, { ...none, project: "shop" });
    expect(folder.files.get("Pulumi.yaml")).to.include("name: shop");
  });

  it("refuses subnets for a new VPC, which has its own", async () => {
    const { reasons } = await refusal(new Folder(), {
      ...usual,
      ...{ vpc: "new", privateSubnet: ["subnet-0a"] },
    });
    expect(reasons).to.deep.equal([
      "`--vpc new` makes subnets of its own: leave out `--public-subnet` and `--private-subnet`, or give the id of " +
        "their VPC",
    ]);
  });

  it("keeps its own program, however it is written", async () => {
    const programs = [
      'import { program } from "bluegreen";\nexport default program;',
      "export { program as default } from 'bluegreen';",
      'export = require("bluegreen").programWith(() => {});',
      'import * as own from "./bluegreen";\nexport = own.program;',
    ];
    for (const program of programs) {
      const folder = new Folder({ "index.ts": program });
      const { text } = await run(folder);
      expect(text, program).to.include("kept    index.ts");
      expect(folder.files.get("index.ts")).to.equal(program);
    }
    const others = [
      'import { program } from "commander";\nprogram.parse();',
      '// import * as bluegreen from "bluegreen"; bluegreen.program\nlisten();',
      '/* import "bluegreen"; program */ listen();',
      'import * as bluegreen from "bluegreen";\nexport = bluegreen.access;',
    ];
    for (const other of others) {
      const { reasons } = await refusal(new Folder({ "index.ts": other }), usual);
      expect(reasons, other).to.deep.equal([
        "`index.ts` is another program: run this in a folder of its own, such as `npx bluegreen init --cwd infra`",
      ]);
    }
  });

  it("runs no program of a team's own in access/, and completes or keeps what is there", async () => {
    const own = 'import { access } from "bluegreen";\nexport = access;';
    const reasonsFor = async (files: Record<string, string>) => {
      const folder = new Folder(files);
      const before = show(folder);
      const { reasons } = await refusal(folder, usual);
      expect(show(folder)).to.equal(before);
      const { text } = await run(folder, { ...usual, access: false });
      expect(text).to.not.include("access/");
      return reasons;
    };
    expect(await reasonsFor({ "access/index.ts": "serve();" })).to.deep.equal([
      "`access/index.ts` is another program, which a new `access/Pulumi.yaml` would run: leave access/ out with " +
        "`--no-access`",
    ]);
    expect(await reasonsFor({ "access/Pulumi.yaml": "name: a\nruntime: go" })).to.deep.equal([
      "`access/Pulumi.yaml` does not use the runtime `nodejs`: it belongs to another program; leave access/ out with " +
        "`--no-access`",
    ]);
    expect(
      await reasonsFor({ "access/Pulumi.yaml": "name: a\nruntime: nodejs\nmain: a.ts" }),
    ).to.deep.equal([
      "`access/Pulumi.yaml` runs a program other than `index.ts`: leave access/ out with `--no-access`",
    ]);
    expect(await reasonsFor({ "access/Pulumi.yml": "name: a" })).to.deep.equal([
      "`access/Pulumi.yml` would no longer say what runs in access/: leave access/ out with `--no-access`",
    ]);
    const linesFor = async (files: Record<string, string>) => {
      const { text } = await run(new Folder(files));
      return text.split("\n").filter((line) => line.includes("access/"));
    };
    expect(await linesFor({ "access/index.ts": own })).to.deep.equal([
      ...["wrote   access/Pulumi.yaml", "kept    access/index.ts"],
    ]);
    expect(await linesFor({ "access/Pulumi.yaml": "name: a\nruntime: nodejs" })).to.deep.equal([
      ...["kept    access/Pulumi.yaml", "wrote   access/index.ts"],
    ]);
    const whole = { "access/index.ts": "serve();", "access/Pulumi.yaml": "runtime: go" };
    expect(await linesFor(whole)).to.deep.equal([
      ...["kept    access/Pulumi.yaml", "kept    access/index.ts"],
    ]);
  });

  it("looks before it writes anything whether a file is where a folder has to be", async () => {
    const reasonsFor = async (file: string, options = usual) => {
      const folder = new Folder({ [file]: "" });
      const { reasons } = await refusal(folder, options);
      expect([...folder.files.keys()]).to.deep.equal([file]);
      return reasons;
    };
    expect(await reasonsFor("access")).to.deep.equal([
      "`access` is not a folder: rename it, or add `--no-access`",
    ]);
    expect(await reasonsFor(".github")).to.deep.equal([
      "`.github` is not a folder: rename it, or add `--no-workflows`",
    ]);
    expect(await reasonsFor("index.ts/a")).to.deep.equal([
      "`index.ts` is not a file: run this in a folder of its own, such as `npx bluegreen init --cwd infra`",
    ]);
    const without = { ...usual, workflows: false, access: false };
    await run(new Folder({ ".github": "", access: "" }), without);
  });

  it("writes no second project beside one that only Pulumi finds", async () => {
    for (const name of ["Pulumi.yml", "Pulumi.json"]) {
      const folder = new Folder({ [name]: "{}" });
      const { reasons } = await refusal(folder, usual);
      expect(reasons).to.deep.equal([
        `\`${name}\` is a project that only Pulumi would find; rename it to \`Pulumi.yaml\`, or run this in a folder ` +
          "of its own, such as `npx bluegreen init --cwd infra`",
      ]);
      folder.files.set("Pulumi.yaml", "name: shop\nruntime: nodejs");
      await run(folder);
    }
  });

  it("reads a package.json that begins with a byte order mark, and keeps it", async () => {
    const folder = new Folder({ "package.json": '\uFEFF{\n    "type": "module"\n}\n' });
    await run(folder);
    expect([...folder.files.keys()]).to.include("index.cts");
    expect(folder.files.get("package.json")).to.equal(
      '\uFEFF{\n    "type": "module",\n    "scripts": {\n        "rehearse": "bluegreen rehearse"\n    }\n}\n',
    );
  });

  it("keeps the line endings of a package.json", async () => {
    const folder = new Folder({ "package.json": '{\r\n\t"name": "api"\r\n}\r\n' });
    await run(folder);
    expect(folder.files.get("package.json")).to.equal(
      '{\r\n\t"name": "api",\r\n\t"scripts": {\r\n\t\t"rehearse": "bluegreen rehearse"\r\n\t}\r\n}\r\n',
    );
  });

  it("names the commands of the package manager that is used, and says where the workflows are not", async () => {
    const endIn = async (files: Record<string, string>) => {
      const { text } = await run(new Folder(files));
      return text.split("\n").filter((line) => /^(to edit|next|then): /.test(line));
    };
    const archive = "bluegreen-0.1.0.tgz";
    const copy = `next: copy ${archive} into this folder, then:`;
    const toEdit = (name: string) =>
      `to edit: .github/workflows install with \`npm ci\`; this repository uses ${name}`;
    expect(await endIn({ "pnpm-lock.yaml": "" })).to.deep.equal([
      toEdit("pnpm"),
      `${copy} pnpm add ./${archive} && pnpm exec bluegreen verify --stack dev`,
      "then: pnpm exec bluegreen up --stack dev",
    ]);
    expect(await endIn({ "bun.lockb": "" })).to.deep.equal([
      toEdit("bun"),
      `${copy} bun add ./${archive} && bunx bluegreen verify --stack dev`,
      "then: bunx bluegreen up --stack dev",
    ]);
    const declared = { "package.json": '{ "packageManager": "yarn@4.1.0" }', "pnpm-lock.yaml": "" };
    expect(await endIn(declared)).to.deep.equal([
      toEdit("yarn"),
      `${copy} yarn add bluegreen@file:./${archive} && yarn bluegreen verify --stack dev`,
      "then: yarn bluegreen up --stack dev",
    ]);
    expect(await endIn({ "yarn.lock": "", [archive]: "" })).to.deep.equal([
      toEdit("yarn"),
      "next: yarn install && yarn bluegreen verify --stack dev",
      "then: yarn bluegreen up --stack dev",
    ]);
    const both = { "package-lock.json": "", "yarn.lock": "", [archive]: "" };
    expect(await endIn(both)).to.deep.equal([
      "next: npm install && npx bluegreen verify --stack dev",
      "then: npx bluegreen up --stack dev",
    ]);
  });
});
