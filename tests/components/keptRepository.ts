import { config } from "../config/samples";
import { type Run, type RunInput, runProgram } from "./engine";

/** ECR, where the repository of a service was kept; `tags` if it has others than its own. */
export function keptRepository(service: string, tags?: object): RunInput["answers"] {
  const own = { project: "bluegreen", environment: "dev", service };
  return {
    "aws:ecr/getRepositories:getRepositories": {
      names: [`bluegreen/dev/${service}`, "bluegreen/prod/matching"],
    },
    "aws:ecr/getRepository:getRepository": {
      arn: `arn:aws:ecr:eu-central-1:123456789012:repository/bluegreen/dev/${service}`,
      tags: tags ?? own,
    },
  };
}

export function withKeptRepository(): Promise<Run> {
  return runProgram({ config: config(), answers: keptRepository("users") });
}
