import { expect } from "chai";
import { keptSettings, mayDoMore, settingsOf as settingsOfFleet } from "../../config/definition";
import { quotas } from "../../config/quotas";
import { runningChanges, shapeOf } from "../../config/runningChanges";
import { sentence } from "../../config/problem";
import type { ApiSettings } from "../../config/schema";
import type { ReleaseState } from "../../release/state";
import { config, problemsOf, settingsOf } from "./samples";

const user = (service: object) => config({ users: service });
const made = (service: object) => settingsOf(user(service)).services["users"] as ApiSettings;
const key = "`services.users.";

describe("the protocol of a service", () => {
  it("decides what a health check asks by default", () => {
    const asked = (service: object) => {
      const { path, matcher } = made(service).healthCheck;
      return [path, matcher];
    };
    expect(asked({})).to.deep.equal(["/health", "200"]);
    expect(asked({ protocol: "http2" })).to.deep.equal(["/health", "200"]);
    expect(asked({ protocol: "grpc" })).to.deep.equal(["/grpc.health.v1.Health/Check", "0"]);
    const own = { path: "/users.v1.Users/Ready", matcher: "0,5-12" };
    expect(asked({ protocol: "grpc", healthCheck: own })).to.deep.equal(Object.values(own));
  });

  it("decides which answers a health check can match", () => {
    const grpc = (matcher: string) =>
      problemsOf(user({ protocol: "grpc", healthCheck: { matcher } }));
    for (const matcher of ["0", "99", "0-99", "0,12"]) expect(grpc(matcher)).to.deep.equal([]);
    for (const matcher of ["100", "200", "0-", "", "OK"]) {
      expect(grpc(matcher)).to.deep.equal([
        `${key}healthCheck.matcher\` must be gRPC status codes from 0 to 99 in quotes, such as \`0\`, ` +
          `\`0,12\` or \`0-5\`, found \`${matcher}\``,
      ]);
    }
    expect(grpc("12-5")).to.deep.equal([
      `${key}healthCheck.matcher\` has a range that ends before it begins; write it as in \`0-5\``,
    ]);
    expect(problemsOf(user({ protocol: "http2", healthCheck: { matcher: "0" } }))).to.deep.equal([
      `${key}healthCheck.matcher\` must be status codes from 200 to 499 in quotes, such as \`200\`, ` +
        "`200,204` or `200-299`, found `0`",
    ]);
  });

  it("has a method as the path of a gRPC health check, and no requests of HTTP", () => {
    const requests = { requests: [{ path: "/users/1" }] };
    const found = problemsOf(
      user({
        protocol: "grpc",
        healthCheck: { path: "/health" },
        checks: [{ path: "/" }],
        compare: requests,
        warm: { paths: ["/"], requestsPerSecond: 1 },
      }),
    );
    const sends =
      "sends GET and HEAD requests, which a gRPC service does not answer. Remove it, and call users " +
      "from the command in `test`";
    expect(found).to.deep.equal([
      `${key}healthCheck.path\` must be a method such as \`/grpc.health.v1.Health/Check\`, because ` +
        "`protocol` is grpc; found `/health`",
      ...["checks", "compare", "warm"].map((one) => `${key}${one}\` ${sends}`),
    ]);
  });

  it("is one that load balancers speak", () => {
    expect(problemsOf(user({ protocol: "http3" }))).to.deep.equal([
      `${key}protocol\` must be one of http1, http2 or grpc, found \`http3\``,
    ]);
    expect(problemsOf(config({ users: { protocol: "grpc" } }))).to.deep.equal([]);
  });

  it("stays while the service runs, and was HTTP/1.1 where none was recorded", () => {
    const fleets = { blue: { image: "u@sha256:1", size: 2 }, green: { image: null, size: 0 } };
    const running: ReleaseState = {
      ...{ revision: 1, current: null },
      services: { users: { activeColor: "blue", fleets } },
    };
    const changes = (to: object, from: object) => {
      const shape = shapeOf("users", made(from));
      const found = runningChanges(settingsOf(user(to)), running, { users: shape });
      return found.map(({ problem }) => sentence(problem));
    };
    expect(shapeOf("users", made({}))).to.not.have.property("protocol");
    expect(changes({ protocol: "grpc" }, {})).to.deep.equal([
      `${key}protocol\` is grpc, but users is running with http1, and the change would interrupt it`,
    ]);
    expect(changes({}, { protocol: "http2" })).to.deep.equal([
      `${key}protocol\` is http1, but users is running with http2, and the change would interrupt it`,
    ]);
    expect(changes({ protocol: "grpc" }, { protocol: "grpc" })).to.deep.equal([]);
  });

  it("replaces the health check of a fleet that stopped with another one", () => {
    const kept = keptSettings(made({ healthCheck: { path: "/up" } }));
    const read = (service: object) =>
      settingsOfFleet(made(service), { settings: kept }).healthCheck;
    expect(read({})).to.include({ path: "/up", matcher: "200" });
    expect(read({ protocol: "http2" })).to.include({ path: "/up", matcher: "200" });
    expect(read({ protocol: "grpc" })).to.include({
      path: "/grpc.health.v1.Health/Check",
      matcher: "0",
    });
  });
});

describe("what target groups do with clients and tasks", () => {
  it("has ELB's limits", () => {
    for (const seconds of [30, 900]) {
      expect(problemsOf(user({ slowStartSeconds: seconds }))).to.deep.equal([]);
    }
    for (const seconds of [1, 604_800]) {
      expect(problemsOf(user({ stickySeconds: seconds }))).to.deep.equal([]);
    }
    expect(problemsOf(user({ slowStartSeconds: 29, stickySeconds: 0 }))).to.deep.equal([
      `${key}slowStartSeconds\` must be at least 30, found 29`,
      `${key}stickySeconds\` must be at least 1, found 0`,
    ]);
    expect(problemsOf(user({ slowStartSeconds: 901, stickySeconds: 604_801 }))).to.deep.equal([
      `${key}slowStartSeconds\` must be at most 900, found 901`,
      `${key}stickySeconds\` must be at most 604800, found 604801`,
    ]);
    expect(problemsOf(user({ healthCheck: { port: 65_536 } }))).to.deep.equal([
      `${key}healthCheck.port\` must be at most 65535, found 65536`,
    ]);
  });
});

describe("a port for health checks alone", () => {
  const service = (port: number) => made({ port: 8080, healthCheck: { port } });
  const fleet = (of: ApiSettings) => ({ image: "u@sha256:1", size: 1, settings: keptSettings(of) });

  it("takes a rule of a load balancer's security group, unless it is the service's own", () => {
    const { takes } = quotas.rulesPerSecurityGroup;
    const many = (count: number, port: number) =>
      Array.from({ length: count }, () => service(port));
    expect(takes(many(3, 8080))).to.equal(3);
    expect(takes(many(3, 9000))).to.equal(6);
  });

  it("is closed by an `up` of its own once a release needs it no more", () => {
    const [own, other] = [service(8080), service(9000)];
    expect(mayDoMore(own, fleet(other), fleet(own))).to.equal(true);
    expect(mayDoMore(own, fleet(own), fleet(other))).to.equal(false);
  });
});
