import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { config } from "../config/samples";
import { type Registered, runProgram } from "./engine";
import { phases, releasedWith } from "./phases";

const services = {
  users: { ruleSlot: 0, compute: { type: "ec2" } },
  matching: { ruleSlot: 1, calls: ["users"] },
};
const raw = (tags: Record<string, string>) => ({ ...config(services), tags });

/** What is registered while `users` serves, by type and name. */
async function upWith(tags: Record<string, string>): Promise<Registered[]> {
  const release = releasedWith(phases.idle, raw({}));
  const { resources } = await runProgram({
    config: { ...raw(tags), ...toDerivedConfig(release) },
    deployed: { release, colorSecret: "s3cret" },
  });
  const keyOf = ({ type, name }: Registered) => `${type} ${name}`;
  return resources.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

type Tag = { key: string; value: string; propagateAtLaunch: boolean };

/** An Auto Scaling group has a list. */
function tagsOf({ inputs }: Registered): Record<string, string> | undefined {
  const given = inputs["tags"] as Record<string, string> | Tag[] | undefined;
  if (!Array.isArray(given)) return given;
  expect(given.filter(({ propagateAtLaunch }) => !propagateAtLaunch)).to.deep.equal([]);
  return Object.fromEntries(given.map(({ key, value }) => [key, value]));
}

const withoutTags = ({ inputs, ...rest }: Registered) => {
  const { tags: _, tagSpecifications, ...others } = inputs;
  const specified = (tagSpecifications as { resourceType: string }[] | undefined)?.map(
    ({ resourceType }) => resourceType,
  );
  return { ...rest, inputs: { ...others, specified } };
};

describe("the tags of the settings", () => {
  it("are on everything that has tags, beside the program's own", async () => {
    const plain = await upWith({});
    const tagged = await upWith({ team: "shop" });
    const taggable = tagged.filter((one) => tagsOf(one) !== undefined);
    expect(taggable.length).to.be.greaterThan(40);
    for (const [index, resource] of tagged.entries()) {
      const own = tagsOf(plain[index]!);
      expect(tagsOf(resource), resource.name).to.deep.equal(own && { team: "shop", ...own });
    }
  });

  it("are on the volumes of instances, and ECS gives them to tasks", async () => {
    const resources = await upWith({ team: "shop" });
    const inputsOf = (type: string) =>
      resources.filter((one) => one.type.endsWith(`:${type}`)).map(({ inputs }) => inputs);
    const [templates, fleets] = [inputsOf("LaunchTemplate"), inputsOf("Service")];
    expect([templates.length, fleets.length]).to.deep.equal([2, 1]);
    for (const { tagSpecifications } of templates) {
      const [{ tags }] = tagSpecifications as [{ tags: Record<string, string> }];
      expect(tags).to.include({ team: "shop", project: "bluegreen", service: "users" });
    }
    for (const inputs of fleets) {
      expect(inputs).to.deep.include({ propagateTags: "SERVICE", enableEcsManagedTags: true });
    }
  });

  it("are all that an edit of them changes", async () => {
    const before = await upWith({ team: "a" });
    const after = await upWith({ owner: "b" });
    expect(after.map(withoutTags)).to.deep.equal(before.map(withoutTags));
  });
});
