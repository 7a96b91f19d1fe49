import { expect } from "chai";
import { parse } from "yaml";
import { init } from "../../../automation/commands/init";
import type { FirstVerify } from "../../../automation/world/repository";
import { goldenIn } from "../../support/golden";
import { workflow, workflowFiles } from "../../ci/workflow";
import { Folder, none, refusal, run, show, usual } from "./initRig";

const golden = goldenIn(__dirname);
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
    expect(text.split("\n").filter((line) => !/^(kept|next:|then:)/.test(line))).to.deep.equal([]);
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
    expect(text.split("\n").slice(0, 4)).to.deep.equal([
      "left out: db in compose.yaml is not built here",
      "left out: jobs in compose.yaml has no TCP port; if it is a worker: npx bluegreen service add jobs --stack dev --from worker",
      "renamed: Users_API to users-api",
      "assumed: the health check of matching is /health; if not, edit `healthCheck` and `checks` in Pulumi.dev.yaml",
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

  it("says what is missing where nobody can be asked", async () => {
    const { reasons } = await refusal(new Folder(), none);
    expect(reasons).to.deep.equal([
      "`--region` is missing, such as `--region eu-central-1`",
      "`--domain` is missing, such as `--domain dev.example.com`",
    ]);
  });

  it("ends with what `verify` found, and then names what comes next", async () => {
    const folder = new Folder();
    const regions: (string | undefined)[] = [];
    const finding = (found: FirstVerify) => (region: string | undefined) => {
      regions.push(region);
      return Promise.resolve(found);
    };
    const endOf = async (found: FirstVerify, options = none) => {
      const { text, json, exitCode } = await run(folder, options, finding(found));
      expect(exitCode).to.equal(0);
      expect(json).to.deep.include({ ok: true, verified: found });
      return text.split("\n").filter((line) => !/^(wrote|kept|changed) /.test(line));
    };
    const notYet = {
      ...{ check: "release", subject: "environment", status: "error", found: "not created yet" },
      todo: "bluegreen up --stack dev",
    };
    const zone = (status: string) => ({
      ...{ check: "zone", subject: "example.com", status, found: "of the account", todo: "" },
    });
    const good = { findings: [notYet, zone("ok")] };
    expect((await endOf(good, usual)).slice(-1)).to.deep.equal([
      "next: npx bluegreen up --stack dev",
    ]);
    const shown = await endOf(good);
    expect(shown.join("\n")).to.include("of the account").and.not.include("not created yet");
    const bad = await endOf({ findings: [notYet, zone("error")] }, { ...none, cwd: "infra" });
    expect(bad.at(-1)).to.equal(
      "next: fix what has failed, then: cd infra && npx bluegreen verify --stack dev",
    );
    expect(await endOf({ why: "no credentials" })).to.deep.equal([
      "not verified: no credentials",
      "next: copy bluegreen-0.1.0.tgz into this folder, then: npm install ./bluegreen-0.1.0.tgz && npx bluegreen verify --stack dev",
      "then: npx bluegreen up --stack dev",
    ]);
    expect(regions).to.deep.equal(Array.from({ length: 4 }, () => "eu-central-1"));
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
    await init(options, { folder, ask, version: "0.1.0", verify: null });
    expect(asked).to.deep.equal([{ services: [{ name: "users", port: 8080, health: null }] }]);
    const text = folder.files.get("Pulumi.dev.yaml")!;
    expect(text).to.include("bluegreen:hostedZone: example.org");
    await init(none, { folder, ask, version: "0.1.0", verify: null });
    expect(asked).to.have.length(1);
  });
});
