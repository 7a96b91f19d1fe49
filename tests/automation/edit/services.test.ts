import { expect } from "chai";
import { parse } from "yaml";
import { withoutService, withService } from "../../../automation/edit/services";
import { templates } from "../../../automation/edit/templates";
import { DeployError } from "../../../automation/world/errors";
import { slotOfName } from "../../../config/ruleSlot";
import { problemsOf } from "../../config/samples";

const settings = `# What this is for.
config:
  aws:region: eu-central-1

  # Where it is.
  bluegreen:domain: dev.example.com

  bluegreen:services:
    users:
      host: people # as clients know it
      hosts:
        - people
        - www
      size: 1
      # Step 4 of a release.
      checks:
        - path: /health

    # Prototypes cost little.
    matching:
      size: 1
encryptionsalt: v1:abc
`;

const refusal = (action: () => unknown): DeployError => {
  try {
    action();
  } catch (error) {
    if (error instanceof DeployError) return error;
    throw error;
  }
  throw new Error("it was not refused");
};

describe("editing the services of a settings file", () => {
  const add = (name: string, from: string, text = settings) =>
    withService(text, "bluegreen", name, from);
  const remove = (name: string, text = settings) => withoutService(text, "bluegreen", name);

  it("adds one from a template and leaves every other byte as it is", () => {
    const edited = add("proto", "prototype");
    const added = `
    proto:
      port: 8080
      size: 1
      cpu: 256
      memoryMiB: 512
      healthCheck:
        path: /health
      checks:
        - path: /health
`;
    expect(edited).to.equal(settings.replace("encryptionsalt", `${added}encryptionsalt`));
  });

  it("copies one with its comments, without settings that only one service can have", () => {
    expect(add("people", "users")).to.equal(
      settings.replace(
        "encryptionsalt",
        `
    people:
      size: 1
      # Step 4 of a release.
      checks:
        - path: /health
encryptionsalt`,
      ),
    );
  });

  it("removes one with its comment and leaves every other byte as it is", () => {
    const gone = settings.replace(/\n {4}# Prototypes.*?size: 1\n/s, "");
    expect(remove("matching")).to.equal(gone);
    expect(remove("proto", add("proto", "prototype"))).to.equal(settings);
  });

  it("adds the first service", () => {
    const empty = "config:\n  bluegreen:domain: dev.example.com\n  bluegreen:services: {}\n";
    expect(parse(add("proto", "prototype", empty))).to.deep.equal({
      config: {
        "bluegreen:domain": "dev.example.com",
        "bluegreen:services": { proto: templates.prototype },
      },
    });
  });

  it("gives a service another rule slot if its own is taken", () => {
    const taken = settings.replace("host: people", `ruleSlot: ${slotOfName("proto")}`);
    expect(add("proto", "prototype", taken)).to.contain(`ruleSlot: ${slotOfName("proto") + 1}\n`);
  });

  for (const [name, service] of Object.entries(templates)) {
    it(`has a valid template ${name}`, () => {
      expect(problemsOf({ domain: "dev.example.com", services: { one: service } })).to.deep.equal(
        [],
      );
    });
  }

  const refusals: [what: string, action: () => unknown, found: string][] = [
    [
      "to add a service that already exists",
      () => add("users", "api"),
      "service users already exists in the settings",
    ],
    [
      "to add a service from an unknown template",
      () => add("proto", "prototyp"),
      "there is no template and no service prototyp; did you mean prototype?",
    ],
    [
      "to remove an unknown service",
      () => remove("user"),
      "there is no service user in the settings; did you mean users?",
    ],
    [
      "to remove a service whose name resembles no other",
      () => remove("billing"),
      "there is no service billing in the settings; known: users, matching",
    ],
    [
      "to edit services written as text",
      () => add("proto", "api", `config:\n  bluegreen:services: '{"users":{}}'\n`),
      "`bluegreen:services` is not written as a YAML map, so it can't be edited automatically",
    ],
  ];
  for (const [what, action, found] of refusals) {
    it(`refuses ${what}`, () => expect(refusal(action).found).to.equal(found));
  }

  it("refuses invalid YAML and says where", () => {
    expect(refusal(() => add("proto", "api", "config: {a: 1")).found).to.match(
      /^the settings file is not valid YAML at line 1, column 14: /,
    );
  });
});
