import { expect } from "chai";
import type { Session } from "../../../automation/commands/session";
import { readEdited } from "../../../automation/commands/editedSettings";
import { refused } from "../../../automation/world/errors";
import { projectDouble } from "./projectDouble";

describe("edited settings", () => {
  const opened: (string | undefined)[] = [];
  const edited = (files: Record<string, string>) => {
    const { project } = projectDouble({ files });
    const open = (_: string, text?: string) => {
      opened.push(text);
      if (text?.includes("wrong")) return Promise.reject(refused("wrong settings", "fix them"));
      return Promise.resolve({} as Session);
    };
    return readEdited({ ...project, open }, "dev", (text) => `${text} edited`);
  };

  it("are written as planned if nobody changed the file meanwhile", async () => {
    const { current } = await edited({ dev: "old" });
    expect(await current()).to.equal("old edited");
  });

  it("are edited and checked again if somebody changed the file meanwhile", async () => {
    const files = { dev: "old" };
    const { current } = await edited(files);
    files.dev = "new";
    expect(await current()).to.equal("new edited");
    expect(opened.at(-1)).to.equal("new edited");
    files.dev = "wrong";
    const error = await current().catch((thrown: unknown) => thrown);
    expect(error).to.include({ kind: "refused", found: "wrong settings" });
  });
});
