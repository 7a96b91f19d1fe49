import { expect } from "chai";
import { Folder, run, usual } from "./initRig";

describe("`bluegreen init` on workflows", () => {
  it("says where GitHub runs workflows, if it wrote some below the top of a repository", async () => {
    const notes = async (folder: Folder, options = usual) => {
      const { text } = await run(folder, options);
      return text.split("\n").filter((line) => !/^(wrote|kept|next:|then:|left out:) ?/.test(line));
    };
    const folder = new Folder({}, Infinity, "services/infra");
    expect(await notes(folder)).to.deep.equal([
      "to move: GitHub runs workflows only from .github/workflows at the top of the repository; move them there, set " +
        "`working-directory: services/infra` in `defaults.run`, and prefix their file paths with `services/infra/`",
    ]);
    expect(await notes(folder)).to.deep.equal([]);
    const without = new Folder({}, Infinity, "services/infra");
    expect(await notes(without, { ...usual, workflows: false })).to.deep.equal([]);
  });

  it("says which workflows of a team's own are in the way", async () => {
    const folder = new Folder({ ".github/workflows/deploy.yml": "name: deploy to Heroku\n" });
    const { text } = await run(folder);
    expect(text.split("\n")[0]).to.equal(
      "to rename: .github/workflows/deploy.yml is a workflow of your own and was kept; to get the one that belongs " +
        "there, rename it and run `init` again",
    );
    expect(folder.files.get(".github/workflows/deploy.yml")).to.equal("name: deploy to Heroku\n");
  });
});
