import { expect } from "chai";
import { workflow, workflowFiles } from "./workflow";

describe("the report of a release in a workflow", () => {
  for (const file of workflowFiles) {
    it(`is kept as an artifact by each job of ${file} that runs one, however it ends`, () => {
      for (const [name, { steps, environment }] of Object.entries(workflow(file).jobs)) {
        const releases = steps.flatMap(({ run = "" }) =>
          /bluegreen\.js (deploy|resume|abort|rollback) /.test(run) ? [run] : [],
        );
        for (const run of releases) expect(run, name).to.contain(" --report report");
        const uploads = steps.filter(({ uses }) => uses?.startsWith("actions/upload-artifact@"));
        const upload = {
          ...{ name: `report-${environment}`, path: "report/" },
          ...{ "if-no-files-found": "ignore", overwrite: true },
        };
        expect(
          uploads.map((step) => [step.if, step.with]),
          name,
        ).to.deep.equal(releases.length > 0 ? [["${{ !cancelled() }}", upload]] : []);
        if (releases.length > 0) expect(steps.at(-1), name).to.equal(uploads[0]);
      }
    });
  }

  it("is there for each workflow that changes what serves", () => {
    const uploading = workflowFiles.filter((file) =>
      Object.values(workflow(file).jobs).some(({ steps }) =>
        steps.some(({ uses }) => uses?.startsWith("actions/upload-artifact@")),
      ),
    );
    expect(uploading).to.have.members(["deploy.yml", "rollback.yml"]);
  });
});
