import { expect } from "chai";
import { withoutRefused } from "../../../automation/edit/fromEcs/refusedValues";
import { config, problemsOf } from "../../config/samples";

const trim = (value: Record<string, unknown>) =>
  withoutRefused({ value, left: ["before"] }, "web", "dev.example.com");

describe("values of an ECS service that the settings refuse", () => {
  it("are left out one by one and listed with the reason, and the others stay", () => {
    const { value, left } = trim({
      ...{ port: 8080, user: "www data", command: ["serve"] },
      volumes: [
        { path: "/data", temporary: true },
        { path: "tmp", temporary: true },
      ],
      environment: { MODE: "on", "a.b": "x", "a.b=c": "x" },
      healthCheck: { path: "healthz", matcher: "200" },
      sidecars: {
        agent: { image: "example.com/agent:1", essential: false },
        "-other": { image: "example.com/other:1", essential: false },
        proxy: { image: "proxy", cpu: 64 },
      },
    });
    expect(value).to.deep.equal({
      ...{ port: 8080, command: ["serve"], environment: { MODE: "on", "a.b": "x" } },
      ...{ healthCheck: { matcher: "200" } },
      sidecars: { agent: { image: "example.com/agent:1", essential: false } },
    });
    expect(left).to.deep.equal([
      "before",
      '`user` must be a user such as `node` or `"1000"`, with a group if you want: `"1000:1000"`, found `www data`',
      "`volumes`: `volumes.1.path` must be an absolute path below `/`, such as `/tmp`, found `tmp`",
      "`sidecars.proxy.image` has neither a tag nor a digest; end it with one, such as `:1.2.3`",
      "`sidecars.proxy`: `sidecars.proxy.image` is required",
      "`sidecars.-other` must be lower-case letters, digits and hyphens",
      "`healthCheck.path` must be a path that starts with `/`, in printable ASCII without spaces, found `healthz`",
      "`environment.a.b=c` has a `=` in its name; that character ends the name of a variable",
    ]);
    expect(problemsOf(config({ web: value }))).to.deep.equal([]);
  });

  it("are left to the settings' own refusal where the service itself is the problem", () => {
    const taken = { value: { port: 8080, user: "node" }, left: [] };
    expect(withoutRefused(taken, "Web", "dev.example.com")).to.deep.equal(taken);
  });
});
