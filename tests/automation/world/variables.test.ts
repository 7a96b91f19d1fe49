import { expect } from "chai";
import { credentialsOf, printedState, withoutVariables } from "../../../automation/world/variables";
import { emptyState, type ReleaseState } from "../../../release/state";

const agent = {
  image: "ghcr.io/team/agent:1",
  environment: { LEVEL: "info", AGENT_PASSWORD: "canary-of-a-sidecar" },
  secrets: { KEY: "/app/key" },
};
const settings = {
  cpu: 256,
  environment: { DB_PASSWORD: "canary-of-a-service", LOG: "debug" },
  secrets: {},
  sidecars: { agent },
  logs: {
    options: { Name: "datadog", apikey: "canary-of-an-option", Host: "logs.example.com" },
    secretOptions: { token: "/app/key" },
  },
};

describe("the variables of a definition", () => {
  const bare = {
    image: "ghcr.io/team/agent:1",
    environment: { LEVEL: "***", AGENT_PASSWORD: "***" },
    secrets: { KEY: "***" },
  };

  it("lose their values, also in sidecars and options of logs", () => {
    expect(withoutVariables(settings)).to.deep.equal({
      ...{ cpu: 256, environment: { DB_PASSWORD: "***", LOG: "***" }, secrets: {} },
      sidecars: { agent: bare },
      logs: {
        options: { Name: "***", apikey: "***", Host: "***" },
        secretOptions: { token: "***" },
      },
    });
  });

  it("lose them in a part of it, by its key", () => {
    const { environment } = agent;
    expect(withoutVariables(agent, ["sidecars", "agent"])).to.deep.equal(bare);
    expect(withoutVariables("info", ["sidecars", "agent", "environment", "LEVEL"])).to.equal("***");
    expect(withoutVariables(environment, ["environment"])).to.deep.equal(bare.environment);
    expect(withoutVariables(256, ["cpu"])).to.equal(256);
    expect(withoutVariables(undefined, ["environment", "LOG"])).to.equal(undefined);
  });

  it("have credentials where their names say so", () => {
    expect(credentialsOf(settings)).to.deep.equal([
      ...["canary-of-a-service", "canary-of-a-sidecar", "canary-of-an-option"],
    ]);
    expect(
      credentialsOf({ logs: { options: { Proxy: "http://me:canary-of-a-proxy@proxy:3128" } } }),
    ).to.deep.equal(["canary-of-a-proxy"]);
    expect(credentialsOf({})).to.deep.equal([]);
    expect(credentialsOf(undefined)).to.deep.equal([]);
  });
});

describe("the state as commands print it", () => {
  it("has no credentials of what serves, is stopped, or was there before", () => {
    const release: ReleaseState = { ...emptyState, services: {} };
    const fleet = { image: "repo@sha256:1", size: 1, settings };
    release.services["users"] = {
      ...{ activeColor: "blue", fleets: { blue: fleet, green: { ...fleet, size: 0 } } },
      previous: { image: "repo@sha256:0", settings },
    };
    const printed = printedState(release);
    expect(JSON.stringify(printed)).to.not.include("canary");
    expect(printed.services["users"]!.previous!.settings).to.deep.equal({
      ...settings,
      environment: { DB_PASSWORD: "***", LOG: "debug" },
      sidecars: {
        agent: { ...agent, environment: { LEVEL: "info", AGENT_PASSWORD: "***" } },
      },
      logs: { ...settings.logs, options: { ...settings.logs.options, apikey: "***" } },
    });
  });
});
