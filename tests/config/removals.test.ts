import { expect } from "chai";
import { removals } from "../../config/removals";
import { idle } from "../release/states";
import { config, settingsOf } from "./samples";

describe("services removed from the settings", () => {
  const guarded = (services: Record<string, object>) =>
    settingsOf({ ...config(services), protect: true });

  it("are refused if they serve a protected environment, naming the command that drains them first", () => {
    expect(removals(guarded({ matching: {} }), idle)).to.deep.equal([
      "`services.users` was removed from the settings but still serves production of a " +
        "protected environment. Add it back and run `bluegreen service remove users --stack <stack>`, " +
        "which drains its clients before anything is deleted",
    ]);
  });

  it("are accepted if they don't serve, or the environment is not protected", () => {
    expect(removals(guarded({ users: {} }), idle)).to.deep.equal([]);
    expect(removals(settingsOf(config({ matching: {} })), idle)).to.deep.equal([]);
    expect(removals(guarded({}), undefined)).to.deep.equal([]);
  });
});
