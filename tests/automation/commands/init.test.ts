import { expect } from "chai";
import { parse } from "yaml";
import { init } from "../../../automation/commands/init";
import type { InitOptions } from "../../../automation/commands/initFlags";
import { DeployError } from "../../../automation/world/errors";
import type { RepositoryFolder } from "../../../automation/world/repository";
import { goldenIn } from "../../support/golden";
import { workflow, workflowFiles } from "../../ci/workflow";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const golden = goldenIn(__dirname);
const root = join(__dirname, "../../..");

const workflows = Object.fromEntries(
  workflowFiles.map((file) => [file, readFileSync(join(root, "ci/github", file), "utf8")]),
);

/** A folder in memory; dies before the write of that number. */
class Folder implements RepositoryFolder {
  readonly name = "acme-users";
  readonly files: Map<string, string>;
  writes = 0;

  constructor(
    files: Record<string, string> = {},
    readonly diesAt = Infinity,
  ) {
    this.files = new Map(Object.entries(files));
  }

  read(path: string) {
    return Promise.resolve(this.files.get(path));
  }

  create(path: string, text: string) {
    if (this.files.has(path)) return Promise.resolve(false);
    return this.replace(path, text).then(() => true);
  }

  replace(path: string, text: string) {
    if (++this.writes === this.diesAt) return Promise.reject(new Error("killed"));
    this.files.set(path, text);
    return Promise.resolve();
  }

  workflows() {
    return Promise.resolve(workflows);
  }
}

const none: InitOptions = {
  ...{ cwd: ".", json: false, stack: "dev", workflows: true, access: true },
  ...{ publicSubnet: [], privateSubnet: [], service: [], worker: [] },
};
const usual: InitOptions = {
  ...none,
  ...{ region: "eu-central-1", domain: "dev.example.com", zone: "example.com" },
  ...{ service: ["users:8080", "matching:9000/healthz"], worker: ["mailer"] },
};

const run = (folder: Folder, options = usual) =>
  init(options, { folder, ask: null, version: "0.1.0" });

const show = (folder: Folder) =>
  [...folder.files].map(([path, text]) => `=== ${path}\n${text.trimEnd()}`).join("\n");

async function refusal(folder: Folder, options: InitOptions): Promise<DeployError> {
  try {
    await run(folder, options);
  } catch (error) {
    if (error instanceof DeployError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

describe("`bluegreen init`", () => {
  it("writes all that a new repository needs", async () => {
    const folder = new Folder({ "bluegreen-0.1.0.tgz": "" });
    const { text, exitCode } = await run(folder, { ...usual, workflows: false });
    golden("init.txt", `${text}\n${show(folder)}`);
    expect(exitCode).to.equal(0);
  });

  it("writes workflows that name the package's command line and the one environment", async () => {
    const folder = new Folder();
    await run(folder, { ...usual, stack: "test" });
    const written = [...folder.files].filter(([path]) => path.startsWith(".github/workflows/"));
    expect(written.map(([path]) => path)).to.deep.equal(
      workflowFiles.map((file) => `.github/workflows/${file}`),
    );
    const all = written.map(([, text]) => text).join("\n");
    expect(all).to.not.match(/node bin\/|node ci\/|\bprod\b(?!uction)/);
    expect(all).to.include("node_modules/.bin/bluegreen deploy");
    const { jobs } = parse(folder.files.get(".github/workflows/deploy.yml")!) as {
      jobs: Record<string, { environment: string }>;
    };
    expect(Object.entries(jobs).map(([name, job]) => [name, job.environment])).to.deep.equal([
      ["test", "test"],
    ]);
    expect(Object.keys(workflow("deploy.yml").jobs)).to.deep.equal(["dev", "prod"]);
  });

  it("changes nothing when it runs again, without flags", async () => {
    const folder = new Folder({ "bluegreen-0.1.0.tgz": "" });
    await run(folder);
    const before = show(folder);
    const { text } = await run(folder, none);
    expect(show(folder)).to.equal(before);
    expect(text.split("\n").filter((line) => !/^(kept|next:)/.test(line))).to.deep.equal([]);
  });

  it("is completed by the next run, wherever it was killed", async () => {
    const whole = new Folder();
    await run(whole);
    for (let at = 2; at <= whole.writes; at++) {
      const folder = new Folder({}, at);
      await run(folder).catch(() => undefined);
      expect(folder.files.size).to.equal(at - 1);
      await run(folder, none);
      expect(show(folder), `killed before write ${at}`).to.equal(show(whole));
    }
  });

  it("adds to a package.json only what is missing", async () => {
    const packageJson =
      '{\n    "name": "api",\n    "type": "module",\n    "dependencies": { "bluegreen": "1.0.0" }\n}\n';
    const folder = new Folder({ "package.json": packageJson });
    const { text } = await run(folder);
    expect(JSON.parse(folder.files.get("package.json")!)).to.deep.equal({
      name: "api",
      type: "module",
      dependencies: { bluegreen: "1.0.0" },
      scripts: { rehearse: "bluegreen rehearse" },
    });
    expect(folder.files.get("package.json")).to.match(/^\{\n {4}"name"/);
    expect(text).to.include("changed package.json");
    // A package of ES modules.
    expect([...folder.files.keys()]).to.include.members(["index.cts", "access/index.cts"]);
    expect(folder.files.get("Pulumi.yaml")).to.include("main: index.cts");
  });

  it("proposes what a compose file says: its own services, ports and health checks", async () => {
    const folder = new Folder({
      "compose.yaml": [
        "services:",
        "  db: { image: postgres }",
        "  jobs: { build: ./jobs }",
        "  Users_API:",
        "    build: .",
        '    ports: ["127.0.0.1:80:3000/tcp"]',
        '    healthcheck: { test: ["CMD", "curl", "-f", "http://localhost:3000/up"] }',
        "  matching:",
        "    build: ./matching",
        "    ports: [{ target: 9000, published: 80 }]",
      ].join("\n"),
    });
    const { text } = await run(folder, { ...usual, service: [], worker: [] });
    const { config } = parse(folder.files.get("Pulumi.dev.yaml")!) as {
      config: Record<string, Record<string, { port: number; healthCheck: object }>>;
    };
    const services = Object.entries(config["bluegreen:services"]!);
    expect(
      services.map(([name, { port, healthCheck }]) => [name, port, healthCheck]),
    ).to.deep.equal([
      ["users-api", 3000, { path: "/up" }],
      ["matching", 9000, { path: "/health" }],
    ]);
    expect(text.split("\n").slice(0, 2)).to.deep.equal([
      "left out: db in compose.yaml is not built here",
      "left out: jobs in compose.yaml has no port: add it as a worker",
    ]);
  });

  it("proposes what a Dockerfile says", async () => {
    const lines = [
      "FROM node:22",
      "EXPOSE 53/udp",
      "EXPOSE 4000",
      "HEALTHCHECK --interval=5s \\",
      "  CMD wget -q http://127.0.0.1:4000/live || exit 1",
    ];
    const folder = new Folder({ Dockerfile: lines.join("\n") });
    await run(folder, { ...usual, service: [] });
    const text = folder.files.get("Pulumi.dev.yaml")!;
    expect(text).to.match(/ {4}acme-users:\n {6}port: 4000\n/);
    expect(text).to.include("path: /live");
  });

  it("refuses bad input with all problems at once, and writes nothing", async () => {
    const folder = new Folder({ "index.ts": "listen();", "package.json": "[]" });
    const before = show(folder);
    const error = await refusal(folder, {
      ...none,
      region: "frankfurt",
      domain: "Dev.example.com",
      zone: "example.org",
      vpc: "vpc-1",
      service: ["users", "Users:80", "mailer:80"],
      worker: ["mailer"],
    });
    golden("init-refused.txt", [error.found, ...error.reasons, error.next].join("\n"));
    expect(error.exitCode).to.equal(2);
    expect(show(folder)).to.equal(before);
  });

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
        `\`Pulumi.yaml\` has not the runtime \`nodejs\`: it is another program's; ${elsewhere}`,
      ]);
    }
    expect(await reasonsFor("runtime: nodejs\nmain: src/index.ts")).to.deep.equal([
      `\`Pulumi.yaml\` runs another program than \`index.ts\`: ${elsewhere}`,
    ]);
    expect(await reasonsFor("runtime: nodejs\nmain: [a]")).to.have.length(1);
    const esm = { "package.json": '{"type": "module"}' };
    expect(await reasonsFor("runtime: nodejs\nmain: index.ts", esm)).to.deep.equal([
      `\`Pulumi.yaml\` runs another program than \`index.cts\`: ${elsewhere}`,
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
      return text.split("\n").at(-1);
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
      "left out: --domain and --service: Pulumi.dev.yaml exists, and is kept; edit it instead";
    expect(text.split("\n")[0]).to.equal(line);
    expect(json).to.have.deep.property("leftOut", [
      "--domain and --service: Pulumi.dev.yaml exists, and is kept; edit it instead",
    ]);
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

  it("says what is missing where nobody can be asked", async () => {
    const { reasons } = await refusal(new Folder(), none);
    expect(reasons).to.deep.equal([
      "`--region` is missing, such as `--region eu-central-1`",
      "`--domain` is missing, such as `--domain dev.example.com`",
    ]);
  });

  it("asks for what flags leave open, and for nothing else", async () => {
    const folder = new Folder();
    const asked: object[] = [];
    const ask = (open: object) => {
      asked.push(open);
      return Promise.resolve({
        region: "eu-west-1",
        zone: "example.org",
        domain: "dev.example.org",
      });
    };
    const options = { ...none, service: ["users:8080"] };
    await init(options, { folder, ask, version: "0.1.0" });
    expect(asked).to.deep.equal([{ services: [{ name: "users", port: 8080, health: null }] }]);
    const text = folder.files.get("Pulumi.dev.yaml")!;
    expect(text).to.include("bluegreen:hostedZone: example.org");
    await init(none, { folder, ask, version: "0.1.0" });
    expect(asked).to.have.length(1);
  });
});
