import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { execa } from "execa";
import { type GithubDouble, githubDouble } from "./githubDouble";

const script = join(__dirname, "..", "..", "ci", "comment.mjs");
const marker = "<!-- bluegreen:plan dev -->";

describe("the comment on a pull request", () => {
  let github: GithubDouble;
  let folder: string;
  beforeEach(async () => {
    github = await githubDouble("acme/shop", "token");
    folder = await mkdtemp(join(tmpdir(), "bluegreen-comment-"));
  });
  afterEach(async () => {
    github.close();
    await rm(folder, { recursive: true });
  });

  const post = async (text: string, pullRequest = "7", env: Record<string, string> = {}) => {
    const file = join(folder, "plan.md");
    await writeFile(file, text);
    return execa(process.execPath, [script, file, pullRequest], {
      reject: false,
      env: {
        GITHUB_API_URL: github.url,
        GITHUB_REPOSITORY: "acme/shop",
        GITHUB_TOKEN: "token",
        ...env,
      },
    });
  };
  const theirs = { id: 90, body: `${marker}\nnot a plan`, user: { login: "mallory" } };

  it("replaces its own, and leaves somebody else's with the same marker alone", async () => {
    github.comments["7"] = [theirs];
    expect((await post(`${marker}\none`)).exitCode).to.equal(0);
    expect((await post(`${marker}\ntwo`)).exitCode).to.equal(0);
    expect(github.comments["7"]).to.deep.equal([
      { id: 90, body: `${marker}\nnot a plan`, user: { login: "mallory" } },
      { id: 2, body: `${marker}\ntwo`, user: { login: "github-actions[bot]" } },
    ]);
  });

  it("replaces that of the account whose token is given", async () => {
    github.comments["7"] = [{ ...theirs }];
    await post(`${marker}\none`, "7", { COMMENT_AUTHOR: "mallory" });
    expect(github.comments["7"].map(({ body }) => body)).to.deep.equal([`${marker}\none`]);
  });

  it("is cut at the end of a line, so that no value loses its backticks", async () => {
    const row = `| \`${"x".repeat(300)} @team\` |`;
    await post([marker, ...Array<string>(300).fill(row)].join("\n"));
    const lines = github.comments["7"]![0]!.body.split("\n");
    expect(lines.at(-1)).to.equal("(truncated: too long for a comment)");
    expect(new Set(lines.slice(1, -2))).to.deep.equal(new Set([row]));
  });

  it("goes to no path but a pull request's", async () => {
    expect((await post(`${marker}\none`, "7/../8")).exitCode).to.equal(1);
    expect(github.comments).to.deep.equal({});
  });
});
