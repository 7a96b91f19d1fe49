import { userInfo } from "node:os";
import { expect } from "chai";
import { cacheFolder } from "../../../automation/engine/cache";

describe("the cache folder of the Pulumi CLI", () => {
  for (const [env, folder] of [
    [{ XDG_CACHE_HOME: "/caches", HOME: "/home/alice" }, "/caches/bluegreen/pulumi"],
    [{ XDG_CACHE_HOME: "relative", HOME: "/home/alice" }, "/home/alice/.cache/bluegreen/pulumi"],
    [{ XDG_CACHE_HOME: "", HOME: "/home/alice" }, "/home/alice/.cache/bluegreen/pulumi"],
    [{}, `${userInfo().homedir}/.cache/bluegreen/pulumi`],
    [{ HOME: "" }, `${userInfo().homedir}/.cache/bluegreen/pulumi`],
    [{ HOME: "relative" }, `${userInfo().homedir}/.cache/bluegreen/pulumi`],
  ] as [NodeJS.ProcessEnv, string][])
    it(`is ${folder} for ${JSON.stringify(env)}`, () => {
      expect(cacheFolder(env)).to.equal(folder);
    });
});
