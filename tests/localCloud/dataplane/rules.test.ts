import { expect } from "chai";
import { type Action, compileRules, type Rule } from "../../../localCloud/dataplane/rules";

const to = (arn: string): Action => ({ type: "forward", targets: [{ arn, weight: 1 }] });
const nothing: Action = {
  type: "fixed-response",
  statusCode: 404,
  contentType: "text/plain",
  messageBody: "",
};

const rules: Rule[] = [
  { priority: 30, conditions: [{ field: "host-header", values: ["*.test"] }], action: to("any") },
  {
    priority: 10,
    conditions: [
      { field: "host-header", values: ["users.test", "users-test.test"] },
      { field: "http-header", httpHeaderName: "X-Color", values: ["green"] },
    ],
    action: to("green"),
  },
  {
    priority: 20,
    conditions: [
      { field: "host-header", values: ["users.test"] },
      { field: "path-pattern", values: ["/img/*.p?g"] },
    ],
    action: to("images"),
  },
];
const route = compileRules(rules, nothing);

function target(host: string, path = "/", headers: Record<string, string> = {}): string {
  const action = route({ host, path, header: (name) => headers[name], source: "192.0.2.1" });
  return action.type === "forward" ? action.targets[0]!.arn : action.type;
}

describe("listener rules", () => {
  const cases: [string, string, string?, Record<string, string>?][] = [
    ["any", "users.test"],
    ["any", "USERS.test:443"],
    ["fixed-response", "users.test:8443"],
    ["fixed-response", "users.example"],
    ["fixed-response", "test"],
    ["green", "users.test", "/", { "x-color": "green" }],
    ["green", "users-test.test", "/", { "x-color": "GREEN" }],
    ["any", "users.test", "/", { "x-color": "blue" }],
    ["any", "matching.test", "/", { "x-color": "green" }],
    ["images", "users.test", "/img/a.png"],
    ["images", "users.test", "/img/a/b.pxg"],
    ["any", "users.test", "/img/a.jpeg"],
    ["any", "users.test", "/IMG/a.png"],
    ["green", "users.test", "/img/a.png", { "x-color": "green" }],
  ];
  for (const [expected, host, path, headers] of cases) {
    it(`send ${host}${path ?? "/"} ${JSON.stringify(headers ?? {})} to ${expected}`, () =>
      expect(target(host, path, headers)).to.equal(expected));
  }

  it("know where a request comes from", () => {
    const values = ["192.0.2.0/24", "2001:db8::/32"];
    const ranges = compileRules(
      [{ priority: 1, conditions: [{ field: "source-ip", values }], action: to("inside") }],
      nothing,
    );
    const from = (source: string) =>
      ranges({ host: "a.test", path: "/", header: () => undefined, source }).type;
    expect(["192.0.2.0", "192.0.2.255", "2001:db8::1"].map(from)).to.deep.equal([
      "forward",
      "forward",
      "forward",
    ]);
    expect(["192.0.3.0", "2001:db9::1"].map(from)).to.deep.equal([
      "fixed-response",
      "fixed-response",
    ]);
  });

  it("know the addresses of IPv4 and of IPv6 apart", () => {
    const ranges = (value: string) =>
      compileRules(
        [{ priority: 1, conditions: [{ field: "source-ip", values: [value] }], action: to("in") }],
        nothing,
      );
    const from = (value: string, source: string) =>
      ranges(value)({ host: "a.test", path: "/", header: () => undefined, source }).type;
    expect([from("::/0", "192.0.2.1"), from("::/0", "2001:db8::1")]).to.deep.equal([
      "fixed-response",
      "forward",
    ]);
    expect([from("0.0.0.0/0", "192.0.2.1"), from("0.0.0.0/0", "2001:db8::1")]).to.deep.equal([
      "forward",
      "fixed-response",
    ]);
  });

  it("take a dot literally", () => {
    const dotted = compileRules(
      [
        {
          priority: 1,
          conditions: [{ field: "host-header", values: ["a.test"] }],
          action: to("a"),
        },
      ],
      nothing,
    );
    expect(dotted({ host: "axtest", path: "/", header: () => undefined, source: "" })).to.equal(
      nothing,
    );
  });
});
