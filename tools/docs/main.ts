/** `npm run docs`: writes the parts of the documentation that are generated. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventsPage } from "./events";
import { recordPage } from "./record";
import { withGenerated } from "./runbook";
import { settingsPage } from "./settings";
import { sixStepsSvg } from "./sixSteps";

const docs = join(__dirname, "..", "..", "docs");
const runbook = join(docs, "RUNBOOK.md");

writeFileSync(join(docs, "six-steps.svg"), sixStepsSvg());
writeFileSync(join(docs, "settings.md"), settingsPage());
writeFileSync(join(docs, "events.md"), eventsPage());
writeFileSync(join(docs, "record.md"), recordPage());
writeFileSync(runbook, withGenerated(readFileSync(runbook, "utf8")));
