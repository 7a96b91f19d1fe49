// Posts a Markdown file as a comment on a pull request. The file's first line is a marker: an
// existing comment with the same marker is replaced, so that there is one plan and one preview,
// always the latest.
//
// node ci/comment.mjs <file> <pull request number>
//
// Needs GITHUB_TOKEN (pull-requests: write), GITHUB_REPOSITORY and GITHUB_API_URL, as set by GitHub
// Actions. Somebody else's comment with the marker is left alone; with a token of your own, name the
// account that it comments as in COMMENT_AUTHOR.
import { readFile } from "node:fs/promises";

const [file, pullRequest] = process.argv.slice(2);
const { GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN } = process.env;
/** Whose comments are replaced: those of GITHUB_TOKEN, unless another token is given. */
const { COMMENT_AUTHOR = "github-actions[bot]" } = process.env;
/** GitHub rejects longer comments. */
const longest = 65536;

if (!/^\d+$/.test(pullRequest))
  throw new Error("the second argument must be a pull request number");
const body = fitted(await readFile(file, "utf8"));
const marker = body.split("\n", 1)[0];
if (!marker.startsWith("<!-- ")) throw new Error(`${file} does not start with a marker`);

const comments = `/repos/${GITHUB_REPOSITORY}/issues/${pullRequest}/comments`;
const known = await findComment();
const posted = known
  ? await ask("PATCH", `/repos/${GITHUB_REPOSITORY}/issues/comments/${known.id}`, { body })
  : await ask("POST", comments, { body });
console.log(posted.html_url);

async function findComment() {
  for (let page = 1; ; page++) {
    const found = await ask("GET", `${comments}?per_page=100&page=${page}`);
    const mine = found.find(
      ({ body, user }) => body?.startsWith(marker) && user?.login === COMMENT_AUTHOR,
    );
    if (mine || found.length < 100) return mine;
  }
}

async function ask(method, path, content) {
  const response = await fetch(`${GITHUB_API_URL}${path}`, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${GITHUB_TOKEN}`,
      "x-github-api-version": "2022-11-28",
    },
    ...(content && { body: JSON.stringify(content) }),
  });
  if (response.ok) return response.json();
  throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
}

function fitted(text) {
  const end = "\n\n(truncated: too long for a comment)";
  if (text.length <= longest) return text;
  // Whole lines: half of one may have lost the backtick that keeps a value from being Markdown.
  const kept = text.slice(0, longest - end.length);
  return `${kept.slice(0, kept.lastIndexOf("\n"))}${end}`;
}
