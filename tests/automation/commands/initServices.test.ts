import { expect } from "chai";
import { parse } from "yaml";
import { init } from "../../../automation/commands/init";
import type { InitOptions } from "../../../automation/commands/initFlags";
import { Folder, none, run, usual } from "./initRig";

const open: InitOptions = { ...usual, service: [], worker: [] };
const compose = (...lines: string[]) =>
  new Folder({ "compose.yaml": ["services:", ...lines.map((line) => `  ${line}`)].join("\n") });

function servicesIn(folder: Folder) {
  const { config } = parse(folder.files.get("Pulumi.dev.yaml")!) as {
    config: Record<string, Record<string, Record<string, unknown>>>;
  };
  return config["bluegreen:services"]!;
}

/** Without files and next commands. */
async function said(folder: Folder, options = open) {
  const { text, json } = await run(folder, options);
  const lines = text.split("\n").filter((line) => !/^(wrote|kept|next:|then:)/.test(line));
  const { leftOut, notes } = json as { leftOut: string[]; notes: string[] };
  expect([...leftOut.map((line) => `left out: ${line}`), ...notes]).to.deep.equal(lines);
  return lines;
}

describe("the services that `bluegreen init` writes", () => {
  it("are all that a compose file builds, and it says which were renamed", async () => {
    const check = "healthcheck: { test: 'curl localhost:80/up' }";
    const folder = compose(
      ...["user_api", "user-api", "notification-service-a", "notification-service-b"].map(
        (name) => `${name}: { build: ., ports: [80], ${check} }`,
      ),
    );
    expect(await said(folder)).to.deep.equal([
      "renamed: user_api to user-api-2",
      "renamed: notification-service-a to notification-service",
      "renamed: notification-service-b to notification-servi-2",
    ]);
    expect(Object.keys(servicesIn(folder))).to.deep.equal([
      ...["user-api-2", "user-api", "notification-service", "notification-servi-2"],
    ]);
  });

  it("are checked for health where a compose file does it, or at /health, and it says so", async () => {
    const folder = compose(
      "users: { build: ., ports: [80], healthcheck: { test: pgrep node } }",
      "orders: { build: ., ports: [81], healthcheck: { test: 'curl localhost:9000/up' } }",
      "mails: { build: ., ports: [82] }",
    );
    expect(await said(folder)).to.deep.equal([
      "assumed: the health check of users and mails is /health; if not, edit `healthCheck` and `checks` in " +
        "Pulumi.dev.yaml",
      "no checks before traffic: orders answers health checks on port 9000; add `checks` with paths of port 81 in " +
        "Pulumi.dev.yaml",
    ]);
    const { users, orders } = servicesIn(folder);
    expect(users).to.deep.include({
      healthCheck: { path: "/health" },
      checks: [{ path: "/health" }],
    });
    expect(orders).to.deep.equal({
      ...{ port: 81, size: 1, cpu: 256, memoryMiB: 512 },
      healthCheck: { path: "/up", port: 9000 },
    });
  });

  it("come from a Dockerfile if a compose file builds nothing", async () => {
    const dockerfile = "FROM node:22\nEXPOSE 3000\nHEALTHCHECK CMD curl localhost:3000/up\n";
    const database = "database: { image: 'postgres:17', ports: [5432] }";
    const folder = compose(database);
    folder.files.set("Dockerfile", dockerfile);
    expect(await said(folder)).to.deep.equal([
      "left out: database in compose.yaml is not built here",
    ]);
    expect(servicesIn(folder)["acme-users"]).to.deep.include({
      port: 3000,
      healthCheck: { path: "/up" },
    });
    const built = compose(database, "jobs: { build: . }");
    built.files.set("Dockerfile", dockerfile);
    await run(built, { ...open, worker: ["jobs"] });
    expect(Object.keys(servicesIn(built))).to.deep.equal(["jobs"]);
  });

  it("come from flags alone where these name them, whatever a compose file says", async () => {
    const folder = compose("users: { build: !!binary aaaa }");
    expect(await said(folder, usual)).to.deep.equal([]);
    expect(Object.keys(servicesIn(folder))).to.deep.equal(["users", "matching", "mailer"]);
  });

  it("can be added later: it says how, with the folder", async () => {
    const lines = ["jobs: { build: . }", "web: { build: ., ports: ['80:$PORT'] }"];
    expect(await said(compose(...lines), { ...open, cwd: "infra" })).to.deep.equal([
      "left out: jobs in compose.yaml has no TCP port; if it is a worker: cd infra && npx bluegreen service add jobs " +
        "--stack dev --from worker",
      "left out: web in compose.yaml has a port that is not known: $PORT; add it, then set its `port`: cd infra && " +
        "npx bluegreen service add web --stack dev --no-up",
      "no service yet; add one, such as `api`: cd infra && npx bluegreen service add api --stack dev",
    ]);
    expect(await said(compose(...lines), { ...open, worker: ["jobs", "web"] })).to.deep.equal([]);
  });

  it("have different names when somebody types one as well", async () => {
    const ask = () => Promise.resolve({ services: [{ name: "mailer", port: 80, health: null }] });
    const options = { ...usual, service: [] };
    const ports = { folder: new Folder(), ask, version: "0.1.0", verify: null };
    const error = await init(options, ports).catch((one: unknown) => one);
    expect(error).to.have.deep.property("reasons", ["`mailer` was given twice"]);
    expect(ports.folder.files.size).to.equal(0);
  });

  it("are kept in a file that exists, in which nothing is read again", async () => {
    const folder = compose("users: { build: ., ports: [80] }");
    await run(folder, open);
    folder.files.set("compose.yaml", "services: [");
    expect(await said(folder, none)).to.deep.equal([]);
  });
});
