import { expect } from "chai";
import type { ShapesDocument } from "../../rehearsal/report/shapes/document";
import { clientKinds } from "../../rehearsal/traffic/kinds";
import { longKinds, watchKind } from "../../rehearsal/traffic/long/kinds";
import { shapeKinds } from "../../rehearsal/traffic/shapes/kinds";
import { rehearse } from "../support/rehearse";

const shapes = (...flags: string[]) =>
  rehearse<ShapesDocument>("--scenario", "shapes", "--rate", "60", ...flags);

/** Services that speak gRPC, HTTP/2 and WebSocket, and a sticky one, as people rehearse them. */
describe("npm run rehearse -- --scenario shapes", function () {
  this.timeout(900_000);
  let code: number;
  let document: ShapesDocument;

  before(async () => void ({ code, document } = await shapes()));

  it("succeeds", () => {
    expect(document.problems).to.deep.equal([]);
    expect(document).to.include({ ok: true, outcome: "done" });
    expect(code).to.equal(0);
  });

  it("releases all of them, goes back, and rolls back in the middle of a release", () => {
    const { releases } = document;
    expect(releases.map(({ name, outcome, exitCode }) => [name, outcome, exitCode])).to.deep.equal([
      ["release of v2", "done", 0],
      ["rollback to v1", "done", 0],
      ["release of v2, rolled back after the switch", "rolledBack", 3],
    ]);
    for (const service of ["chat", "ledger", "search", "basket"]) {
      const versions = document.services[service]!.versions.map(({ version }) => version);
      expect(versions, service).to.deep.equal(["v1", "v2"]);
    }
  });

  it("fails no request, call or stream of any kind of client", () => {
    expect(document.failed, JSON.stringify(document.failures.slice(0, 5))).to.equal(0);
    const kinds = [...clientKinds, ...longKinds, watchKind, ...shapeKinds];
    expect(Object.keys(document.clients)).to.have.members(kinds.map(({ name }) => name));
    for (const { name } of shapeKinds) {
      expect(document.clients[name]!.requests, name).to.be.greaterThan(300);
    }
    for (const kind of ["events", "websocket", watchKind.name]) {
      expect(document.clients[kind]!.closedByStop, kind).to.equal(2);
    }
  });

  it("takes a task out of both load balancers when its sidecar dies", () => {
    const { sidecar } = document;
    expect(sidecar).to.deep.include({ targetGroups: 2, left: 0, replaced: true });
  });
});

/** Shows that the rehearsal of shapes notices what is wrong. */
describe("the rehearsal of shapes with other rules", function () {
  this.timeout(900_000);

  it("notices sticky clients that leave their task, and a task that lives on without its sidecar", async () => {
    const { code, document } = await shapes("--break", "session", "essential");
    expect(code).to.equal(1);
    const problems = document.problems.join("\n");
    expect(problems).to.match(/ of sticky clients failed, .*answered by task \d+ of blue, but/);
    expect(problems).to.include("whose sidecar otel died is still in 2 of 2 target groups");
    expect(document.problems).to.have.length(3);
  });

  it("notices sticky clients that are kept at a stopped fleet, and clients of every shape that are", async () => {
    const broken = ["cookie", "forward", "deregistration"];
    const { code, document } = await shapes("--break", ...broken);
    expect(code).to.equal(1);
    const failed = (kind: string) => document.clients[kind]!.failed;
    // Load balancers follow the cookie: also these clients, which know the new address.
    expect(failed("sticky")).to.be.greaterThan(0);
    // Stragglers of a load balancer that does not forward them.
    for (const kind of ["grpc-forever", "http2-forever", "sticky-forever", "forever"]) {
      expect(failed(kind), kind).to.be.greaterThan(0);
    }
    // Streams that are cut when their fleet stops.
    for (const kind of ["events", "websocket", watchKind.name]) {
      expect(failed(kind), kind).to.be.greaterThan(0);
    }
    for (const kind of ["grpc", "http2", "ttl"]) expect(failed(kind), kind).to.equal(0);
  });
});
