import { expect } from "chai";
import { removals } from "../../config/removals";
import { idle } from "../release/states";
import { config, settingsOf } from "./samples";

describe("services removed from the settings", () => {
  const guarded = (services: Record<string, object>) =>
    settingsOf({ ...config(services), protect: true });

  it("are refused where they serve a protected environment, with the command that lets go", () => {
    expect(removals(guarded({ matching: {} }), idle)).to.deep.equal([
      "`services.users` was removed, but it serves production of a protected environment. Put it " +
        "back, and take it away with `bluegreen service remove users`, which lets its clients " +
        "leave first",
    ]);
  });

  it("may go where they serve nobody, or the environment is not protected", () => {
    expect(removals(guarded({ users: {} }), idle)).to.deep.equal([]);
    expect(removals(settingsOf(config({ matching: {} })), idle)).to.deep.equal([]);
    expect(removals(guarded({}), undefined)).to.deep.equal([]);
  });
});
