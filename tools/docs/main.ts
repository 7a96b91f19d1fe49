/** `npm run docs`: writes the parts of the documentation that are generated. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sixStepsSvg } from "./sixSteps";

const docs = join(__dirname, "..", "..", "docs");

writeFileSync(join(docs, "six-steps.svg"), sixStepsSvg());
