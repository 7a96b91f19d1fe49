import { expect } from "chai";
import { fromCompose } from "../../../../automation/edit/init/compose";
import { refusalOf } from "../../../support/refusalOf";

const read = (lines: string[], workers: string[] = []) =>
  fromCompose(["services:", ...lines.map((line) => `  ${line}`)].join("\n"), "c.yaml", workers);
const portsIn = (...lines: string[]) =>
  read(lines).services.map(({ name, port }) => [name, port] as const);
const leftOutIn = (...lines: string[]) => read(lines).leftOut.map(({ why }) => why);

describe("services that `init` proposes from a compose file", () => {
  it("are all of them, each with a name of its own", () => {
    const { services } = read([
      "user_api: { build: ., ports: [80] }",
      "user-api: { build: ., ports: [81] }",
    ]);
    expect(services).to.deep.equal([
      { name: "user-api-2", from: "user_api", port: 80, health: null },
      { name: "user-api", from: "user-api", port: 81, health: null },
    ]);
  });

  it("are none of those that flags make workers, and have no worker's name", () => {
    const lines = [
      "jobs: { build: ., ports: [80] }",
      "user_api: { build: ., ports: [80] }",
      "Mailer: { build: . }",
    ];
    const { services, leftOut } = read(lines, ["jobs", "user-api", "mailer"]);
    expect(services.map(({ name }) => name)).to.deep.equal(["user-api-2"]);
    expect(leftOut).to.deep.equal([]);
  });

  it("have what they extend, and are left out with its file if that is another one", () => {
    const lines = [
      "base: { build: ., expose: [80], healthcheck: { test: curl http://localhost/up } }",
      "users: { extends: { service: base }, ports: [8080] }",
      "orders: { extends: users, healthcheck: { test: curl http://localhost:8080/live } }",
      "mails: { extends: { file: common.yml, service: base }, ports: [81] }",
      "bills: { extends: { file: common.yml, service: base }, build: ., ports: [82] }",
      "round: { extends: { service: round } }",
    ];
    const { services, leftOut } = read(lines);
    expect(services).to.deep.equal([
      { name: "base", from: "base", port: 80, health: "/up" },
      { name: "users", from: "users", port: 8080, health: "/up", healthPort: 80 },
      { name: "orders", from: "orders", port: 8080, health: "/live" },
      { name: "bills", from: "bills", port: 82, health: null },
    ]);
    const why = "mails in c.yaml extends a service of common.yml, which was not read";
    expect(leftOut).to.deep.equal([
      { name: "mails", why, template: "prototype" },
      { name: "round", why: "round in c.yaml is not built here", template: null },
    ]);
  });

  it("have what merge keys bring", () => {
    const text = [
      "x-app: &app { build: ., ports: ['80:3000'] }",
      "x-up: &up { healthcheck: { test: curl http://localhost:4000/up } }",
      "services:",
      "  users: { <<: *app }",
      "  orders: { <<: [*app, *up], ports: [4000] }",
    ].join("\n");
    expect(fromCompose(text, "c.yaml").services).to.deep.equal([
      { name: "users", from: "users", port: 3000, health: null },
      { name: "orders", from: "orders", port: 4000, health: "/up" },
    ]);
  });

  it("don't have what `!reset` takes away, and have what `!override` replaces", async () => {
    expect(
      portsIn(
        "users: { build: ., ports: !reset [80], expose: [81] }",
        "a: { build: ., ports: !override [82] }",
      ),
    ).to.deep.equal([
      ["users", 81],
      ["a", 82],
    ]);
    expect(leftOutIn("users:", "  build: !reset null", "  ports: [80]")).to.deep.equal([
      "users in c.yaml is not built here",
    ]);
    const { found } = await refusalOf(() => read(["users: { build: !!binary aaaa }"]));
    expect(found).to.equal("c.yaml has a tag that is not supported; nothing was changed");
    const merged = await refusalOf(() => read(["users: { <<: nothing }"]));
    expect(merged.found).to.match(/^c\.yaml can't be read: .*; nothing was changed$/);
  });

  it("listen on the container's TCP port, however it is written", () => {
    const ports = {
      "[8080]": 8080,
      "['127.0.0.1:80:8081/tcp']": 8081,
      "['80:${PORT:-8082}']": 8082,
      "['${OUTER-80}:${INNER:-${PORT:-8083}}']": 8083,
      "['8084-8086']": 8084,
      "['3000-3005:9000-9005']": 9000,
      "['53:53/udp', '80:8087']": 8087,
      "[{ target: 53, protocol: udp }, { target: 8088, published: 80 }]": 8088,
      "[{ target: '${PORT:-8089}', protocol: tcp }]": 8089,
    };
    for (const [text, port] of Object.entries(ports)) {
      expect(portsIn(`a: { build: ., ports: ${text} }`), text).to.deep.equal([["a", port]]);
    }
  });

  it("are left out without a TCP port that is known, with what each could be", () => {
    const lines = [
      "db: { image: postgres }",
      "jobs: { build: . }",
      "dns: { build: ., ports: [{ target: 53, protocol: udp }, '70000', '54/udp'] }",
      "web: { build: ., ports: ['80:$PORT'] }",
    ];
    expect(read(lines)).to.deep.equal({
      services: [],
      leftOut: [
        { name: "db", why: "db in c.yaml is not built here", template: null },
        { name: "jobs", why: "jobs in c.yaml has no TCP port", template: "worker" },
        { name: "dns", why: "dns in c.yaml has no TCP port", template: "worker" },
        {
          name: "web",
          why: "web in c.yaml has a port that is not known: $PORT",
          template: "prototype",
        },
      ],
    });
  });
});
