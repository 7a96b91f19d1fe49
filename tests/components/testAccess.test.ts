import { createContext, runInContext } from "node:vm";
import { expect } from "chai";
import { testHeaders } from "../../automation/world/testAccess";
import type { RestrictedAccess, RunningShape } from "../../release/inventory";
import { toRule } from "../../localCloud/control/listenerRule";
import { compileRules } from "../../localCloud/dataplane/rules";
import { type Run, runProgram } from "./engine";
import { all, find, unwrapped } from "./find";
import { environment, phases, programAt } from "./phases";

const deployed = { release: phases.idle, colorSecret: "s3cret" };

interface Coming {
  host?: string;
  headers?: Record<string, string>;
  source?: string;
}

/** Where the green load balancer sends a request, by the rules of a whole environment. */
function answers(run: Run, { host = "users-test.dev.example.com", headers = {}, source }: Coming) {
  const rules = all(run, "ListenerRule")
    .filter(({ inputs }) => inputs["listenerArn"] === "arn:edge-green-https")
    .map(({ inputs }) =>
      toRule({ ...inputs, conditions: unwrapped(inputs["conditions"]) } as Parameters<
        typeof toRule
      >[0]),
    );
  const nothing = {
    type: "fixed-response",
    statusCode: 404,
    contentType: "",
    messageBody: "",
  } as const;
  const action = compileRules(
    rules,
    nothing,
  )({
    host,
    path: "/",
    header: (name) => headers[name],
    source: source ?? "198.51.100.1",
  });
  return action.type === "forward" ? action.targets[0]!.arn : action.type;
}

const headersOf = (testAccess: RestrictedAccess, service = "users") =>
  testHeaders({ colorSecret: "s3cret" }, service, { testAccess }, "green");

const recorded = (run: Run) =>
  (run.outputs!["inventory"] as { services: Record<string, RunningShape> }).services["users"]!
    .testAccess;

describe("the test name of a new environment", () => {
  const byLink: RestrictedAccess = { type: "link", generation: 1 };
  let run: Run;
  before(async () => (run = await programAt("idle")));

  it("is open to the cookie of its link, among others, and to nobody else", () => {
    const { cookie } = headersOf(byLink);
    expect(answers(run, { headers: { cookie: cookie! } })).to.equal("arn:users-gg");
    expect(answers(run, { headers: { cookie: `a=1; ${cookie}; b=2` } })).to.equal("arn:users-gg");
    const closed: Record<string, string>[] = [
      {},
      { cookie: "bluegreen-access=" },
      { cookie: `bluegreen-access=${"0".repeat(64)}` },
      headersOf(byLink, "matching"),
      headersOf({ type: "link", generation: 2 }),
      { "x-bluegreen-color": "green" },
      { referer: "https://users-test.dev.example.com/" },
    ];
    for (const headers of closed) {
      expect(answers(run, { headers }), JSON.stringify(headers)).to.equal("fixed-response");
    }
  });

  it("leaves production alone, and needs no more rules", () => {
    expect(answers(run, { host: "users.dev.example.com" })).to.equal("arn:users-bg");
    expect(all(run, "ListenerRule")).to.have.length(16);
  });

  it("is recorded with its restriction, and its secret nowhere in plain text", () => {
    expect(recorded(run)).to.deep.equal(byLink);
    expect(run.outputs!["foundation"]).to.deep.include({ testAccess: byLink });
    const { conditions } = find(run, "ListenerRule", "users-green-test").inputs;
    expect(conditions, "kept secret").to.not.be.an("array");
  });
});

describe("the test name with `testAccess`", () => {
  const withAccess = (testAccess: object, others = {}) =>
    runProgram({ config: { ...environment, testAccess }, deployed: { ...deployed, ...others } });

  it("network is open from these ranges, and to the deployer from anywhere", async () => {
    const network: RestrictedAccess = {
      type: "network",
      cidrs: ["203.0.113.0/24", "192.0.2.7/32"],
    };
    const run = await withAccess(network);
    for (const source of ["203.0.113.0", "203.0.113.255", "192.0.2.7"]) {
      expect(answers(run, { source }), source).to.equal("arn:users-gg");
    }
    for (const source of ["203.0.112.255", "192.0.2.8", "2001:db8::1"]) {
      expect(answers(run, { source }), source).to.equal("fixed-response");
    }
    const { cookie } = headersOf({ type: "link", generation: 1 });
    expect(answers(run, { headers: { cookie: cookie! } })).to.equal("fixed-response");
    expect(answers(run, { headers: headersOf(network) })).to.equal("arn:users-gg");
    expect(recorded(run)).to.deep.equal(network);
  });

  it("link with a new generation revokes earlier links", async () => {
    const second: RestrictedAccess = { type: "link", generation: 2 };
    const run = await withAccess(second);
    const first = headersOf({ type: "link", generation: 1 });
    expect(answers(run, { headers: first })).to.equal("fixed-response");
    expect(answers(run, { headers: headersOf(second) })).to.equal("arn:users-gg");
  });

  it("public is open to everybody, and recorded as before", async () => {
    const run = await withAccess({ type: "public" });
    expect(answers(run, {})).to.equal("arn:users-gg");
    expect(recorded(run)).to.equal(undefined);
    expect(run.outputs!["foundation"]).to.not.have.property("testAccess");
  });

  it("left out is as an older program made it, down to the rule", async () => {
    const before = await withAccess({ type: "public" });
    const { inventory } = before.outputs!;
    const after = await runProgram({ config: environment, deployed: { ...deployed, inventory } });
    const rule = (run: Run) => find(run, "ListenerRule", "users-green-test").inputs;
    expect(rule(after)).to.deep.equal(rule(before));
  });

  it("left out in a preview is as in its environment, with a link of its own", async () => {
    const base = (await programAt("idle")).outputs!;
    const run = await runProgram({
      config: {
        ...{ domain: "dev.example.com", foundation: "base" },
        services: { users: { host: "users-pr-7", ruleSlot: 9 } },
      },
      deployed: { release: { ...phases["never released"], services: {} }, colorSecret: "other" },
      others: { base },
    });
    expect(run.error).to.equal(undefined);
    const host = "users-pr-7-test.dev.example.com";
    const access: RestrictedAccess = { type: "link", generation: 1 };
    const headers = testHeaders({ colorSecret: "other" }, "users", { testAccess: access }, "green");
    expect(answers(run, { host, headers })).to.equal("arn:users-gg");
    expect(answers(run, { host, headers: headersOf(access) })).to.equal("fixed-response");
    expect(answers(run, { host })).to.equal("fixed-response");
  });
});

describe("the page that answers a test name without its link", () => {
  let page: string;
  before(async () => {
    const listener = find(await programAt("idle"), "Listener", "edge-green-https");
    const [{ fixedResponse }] = listener.inputs["defaultActions"] as [
      { fixedResponse: { messageBody: string; contentType: string } },
    ];
    expect(fixedResponse).to.include({ contentType: "text/html", statusCode: "404" });
    page = fixedResponse.messageBody;
  });

  /** Runs its script as a browser at this address would. */
  function visit(hash: string) {
    const done: string[] = [];
    const page = {
      location: { hash, pathname: "/a/b", search: "?c=1", reload: () => done.push("reload") },
      history: { replaceState: (_: null, __: string, url: string) => done.push(url) },
      document: {
        set cookie(text: string) {
          done.push(text);
        },
      },
    };
    runInContext(script(), createContext(page));
    return done;
  }
  const script = () => /<script>([^]*)<\/script>/.exec(page)![1]!;

  it("turns the link into the cookie, and turns the link into the cookie and reloads the page", () => {
    const secret = "0123456789abcdef".repeat(4);
    expect(visit(`#bluegreen-access=${secret}`)).to.deep.equal([
      `bluegreen-access=${secret}; path=/; secure; samesite=lax`,
      "/a/b?c=1",
      "reload",
    ]);
  });

  it("ignores anything else, so it never loops", () => {
    const secret = "0123456789abcdef".repeat(4);
    for (const hash of ["", "#top", "#bluegreen-access=", `#bluegreen-access=${secret};x=1`]) {
      expect(visit(hash), hash).to.deep.equal([]);
    }
  });

  it("fits into an answer of a load balancer, and contains no secret", () => {
    expect(page.length).to.be.at.most(1024);
    expect(page).to.not.match(/[0-9a-f]{32}/);
  });
});
