import { expect } from "chai";
import { repositoryType } from "../../automation/world/keptRepositories";
import * as operations from "../../localCloud/control/operations";
import { Fixture, refusal } from "./fixture";

describe("an ECR repository of the local cloud", () => {
  let fixture: Fixture;
  beforeEach(async () => void (fixture = await Fixture.open()));
  afterEach(() => fixture.close());

  /** With an image. */
  async function repository(forceDelete: boolean) {
    const inputs = { name: "bluegreen/dev/users", forceDelete };
    const state = await fixture.create(repositoryType, "users", inputs);
    const folder = fixture.image("v1", "");
    fixture.cloud.images.push(String(state["repositoryUrl"]), "v1", folder);
    return state;
  }
  const remove = (state: Awaited<ReturnType<typeof repository>>) =>
    fixture.delete(repositoryType, "users", state);

  it("is deleted with its images only if Pulumi's state says so, whatever it was created with", async () => {
    const kept = await repository(false);
    expect(await refusal(remove(kept))).to.match(/^RepositoryNotEmptyException: /);
    await remove({ ...kept, forceDelete: true });
    expect(fixture.cloud.resources.all(repositoryType)).to.deep.equal([]);
  });

  it("is not deleted with its images where the state has taken that back", async () => {
    const state = await repository(true);
    expect(await refusal(remove({ ...state, forceDelete: false }))).to.match(
      /^RepositoryNotEmptyException: /,
    );
  });

  it("is imported without what only the provider knows of it", async () => {
    const { id } = await repository(true);
    const type = { type: repositoryType, name: "users" };
    const { state } = operations.read(fixture.cloud, type, String(id), {});
    expect(state).to.include({ name: "bluegreen/dev/users", forceDelete: undefined });
  });
});
