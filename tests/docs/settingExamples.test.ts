import { expect } from "chai";
import { parse } from "yaml";
import { environmentEffects, serviceEffects } from "../../config/effects";
import { serviceKeys } from "../../config/serviceSchema";
import { environmentExamples, serviceExamples } from "../../tools/docs/settingExamples";
import { settingsPage } from "../../tools/docs/settings";
import { config, problemsOf } from "../config/samples";

type Map = Record<string, unknown>;

/** The blocks of YAML under each heading of the page. */
function shown(): [setting: string, yaml: Map][] {
  return [...settingsPage().matchAll(/^### `(\w+)`\n(.*?)^```yaml\n(.*?)^```$/gms)].map(
    ([, setting, , yaml]) => [setting!, parse(yaml!) as Map],
  );
}

const ofEnvironment = Object.keys(environmentEffects).filter((key) => key !== "services");

describe("the examples of docs/settings.md", () => {
  it("are one for each setting", () => {
    expect(shown().map(([setting]) => setting)).to.have.members([
      ...Object.keys(serviceEffects),
      ...ofEnvironment,
    ]);
    expect(Object.keys(serviceExamples)).to.have.members([
      ...new Set([...serviceKeys.api, ...serviceKeys.worker]),
    ]);
    expect(Object.keys(environmentExamples)).to.have.members(ofEnvironment);
  });

  for (const [setting, yaml] of shown()) {
    it(`pass the settings check as pasted: \`${setting}\``, () => {
      const entries = Object.entries(yaml).map(([key, value]) => {
        expect(key).to.match(/^bluegreen:/);
        return [key.replace("bluegreen:", ""), value] as const;
      });
      const pasted = Object.fromEntries(entries);
      const services = (pasted["services"] ?? {}) as Record<string, Map>;
      const has = pasted["services"] === undefined ? pasted : services["users"]!;
      expect(Object.keys(has)).to.include(setting);
      // The service that the example of `calls` calls.
      const raw = config({ users: {}, search: {}, ...services });
      expect(problemsOf({ ...raw, ...pasted, services: raw["services"] })).to.deep.equal([]);
    });
  }

  it("follow what each setting and each of its parts means", () => {
    const without = settingsPage()
      .split("\n")
      .filter((line) => /^- `[\w.[\]<>]+`: ?$/.test(line));
    expect(without).to.deep.equal([]);
    const page = settingsPage();
    expect(page).to.include(
      "- `volumes[].efs`: A file system of EFS that exists, with a mount target in each zone",
    );
    expect(page).to.match(
      /^CPU units, 1024 per vCPU\. From 128 to 196608\. Default: `256`\. \[AWS\]\(https:\/\/docs\.aws\.amazon\.com\/AmazonECS\/latest\/APIReference\/API_RegisterTaskDefinition\.html\)\.$/m,
    );
    expect(page).to.match(
      /^- `compute\.type`: `fargate`: AWS runs the tasks, .* `ec2`: Instances of the service's own, /m,
    );
    expect(page).to.match(
      /^- `testAccess\.type`: `public`: Everybody\. `link`: Whoever opens the link /m,
    );
    expect(page).to.match(/^- `ulimits\.<name>\.soft`: Applies at first; /m);
    expect(page).to.match(/^- `size\.max`: The most tasks that AWS starts\. At least 1\.$/m);
    expect([...page.matchAll(/^### `\w+`\n\n\n/gm)].map(([match]) => match)).to.deep.equal([]);
  });
});
