import { expect } from "chai";
import { parse, stringify } from "yaml";
import { Scene } from "../../rehearsal/scene";

/** The real engine, program and deployer: what an edit may do to an environment that serves. */
describe("what serves, on the real engine", function () {
  this.timeout(240_000);
  let scene: Scene;
  let settings: string;
  let serving: string;
  let resources: string[];

  before(async () => {
    scene = await Scene.open();
    await scene.firstRelease();
    settings = scene.committedSettings();
    serving = await scene.serving("users");
    resources = await ids();
  });

  afterEach(() => scene.writeSettings(settings));
  after(() => scene.close());

  /** What exists, by URN and id: whatever is replaced gets another id. */
  async function ids(): Promise<string[]> {
    const { deployment } = JSON.parse(await scene.pulumi("stack", "export")) as {
      deployment: { resources: { urn: string; id?: string }[] };
    };
    return deployment.resources.map(({ urn, id }) => `${urn} ${id}`).sort();
  }

  const repositories = async () =>
    (await scene.cloud.client.resources())
      .filter(({ type }) => type === "aws:ecr/repository:Repository")
      .map(({ name }) => name)
      .sort();

  type Config = Record<string, unknown> & { "bluegreen:services": Record<string, object> };

  /** As a person edits the file. */
  function edit(change: (config: Config) => void): void {
    const file = parse(settings) as { config: Config };
    change(file.config);
    scene.writeSettings(stringify(file));
  }

  async function unchanged(): Promise<void> {
    expect(await ids()).to.deep.equal(resources);
    expect(await scene.serving("users")).to.equal(serving);
  }

  const found = "these settings would replace, rename or delete what serves";
  const other =
    "for an environment with other values: bluegreen env create <name> --from rehearsal";

  for (const [keys, values, reasons] of [
    [
      "`network`",
      { network: { cidr: "10.20.0.0/16" } },
      ["`network.cidr` is 10.20.0.0/16, but what serves was made with 10.0.0.0/16"],
    ],
    [
      "`domain` and `hostedZone`",
      { domain: "shop.other.test", hostedZone: "other.test" },
      [
        "`domain` is shop.other.test, but what serves was made with rehearsal.test",
        "`hostedZone` is other.test, but what serves was made with rehearsal.test",
      ],
    ],
  ] as const) {
    it(`keeps its ${keys}: every command refuses others, and nothing changes`, async () => {
      edit((config) => {
        for (const [key, value] of Object.entries(values)) config[`bluegreen:${key}`] = value;
      });
      const told = reasons.map((reason) => `${reason}, and AWS can only replace it`);
      const what = told.length > 1 ? "them" : "it";
      const next = `set ${what} back in Pulumi.rehearsal.yaml and run the command again; ${other}`;
      const restart = ["deploy", "--service", "users", "--restart"];
      for (const command of [["up"], restart, ["plan", "--service", "users"]]) {
        const { code, json, lines } = await scene.run(command);
        expect(code, lines.join("\n")).to.equal(2);
        expect(json).to.deep.include({ found, reasons: told, next });
      }
      const { code, json } = await scene.run(["verify"]);
      expect(code).to.equal(2);
      expect(problems(json)).to.deep.equal(told);
      await unchanged();
    });
  }

  it("is not deleted with its block in the settings, but by `service remove`", async () => {
    edit((config) => delete config["bluegreen:services"]["matching"]);
    const told =
      "`services.matching` was removed from the settings, but matching is in production, and its " +
      "clients have to drain first";
    const verified = await scene.run(["verify"]);
    expect(verified.code).to.equal(2);
    expect(problems(verified.json)).to.deep.equal([told]);
    const { code, json, lines } = await scene.run(["up"]);
    expect(code, lines.join("\n")).to.equal(2);
    expect(json).to.deep.include({
      ...{ found, reasons: [told] },
      next:
        "put `services.matching` back into Pulumi.rehearsal.yaml; to drain and delete matching: " +
        "bluegreen service remove matching --stack rehearsal",
    });
    await unchanged();
    expect(await repositories()).to.deep.equal(["matching", "users"]);
    scene.writeSettings(settings);
    const removed = await scene.run(["service", "remove", "matching"]);
    expect(removed.code, removed.lines.join("\n")).to.equal(0);
    settings = scene.committedSettings();
    expect(await repositories()).to.deep.equal(["users"]);
    expect(await scene.serving("matching")).to.match(/^nothing/);
    expect(await scene.serving("users")).to.equal(serving);
  });
});

/** What the check `serving` of `verify` found. */
function problems(json: Record<string, unknown>): string[] {
  const findings = json["findings"] as Record<"check" | "status" | "found", string>[];
  return findings
    .filter(({ check, status }) => check === "serving" && status === "error")
    .map(({ found }) => found);
}
