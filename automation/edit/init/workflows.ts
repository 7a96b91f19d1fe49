import { isMap, parseDocument, visit } from "yaml";

/** The package's folder, as its files are named in a user's repository. */
const inPackage = "node_modules/bluegreen/dist";

/** A workflow of ci/github as it works in a repository that has the package and one environment. */
export function workflowFor(text: string, stack: string): string {
  const document = parseDocument(text, { keepSourceTokens: true });
  // `deploy.yml` goes on to prod, which this repository does not have yet.
  const jobs = document.get("jobs");
  if (isMap(jobs) && jobs.has("dev") && jobs.has("prod")) jobs.delete("prod");
  visit(document, {
    Seq: (_, node) => {
      if (node.toJSON().join() === "dev,prod") node.items.splice(1, 1);
    },
  });
  return document
    .toString({ lineWidth: 0, flowCollectionPadding: false })
    .replaceAll("node bin/bluegreen.js", "node_modules/.bin/bluegreen")
    .replaceAll("node ci/comment.mjs", `node ${inPackage}/ci/comment.mjs`)
    .replaceAll("ci/README.md", `${inPackage}/ci/README.md`)
    .replaceAll("first to dev, then, after approval, to prod", "to dev")
    .replaceAll(/\bdev\b/g, (word, at: number, all: string) =>
      all[at - 1] === "/" ? word : stack,
    );
}
