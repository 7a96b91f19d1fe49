import { z } from "zod";
import { eachOnce } from "./unique";

/**
 * A repository's policy has 10,240 characters at most (`policyText` of SetRepositoryPolicy, Amazon ECR API Reference),
 * and an account takes up to 43 of them.
 */
const mostAccounts = 200;

/** As text: YAML reads an id without quotes as a number, whose leading zeros are lost. */
const accountId = z.string().regex(/^\d{12}$/, "must be an AWS account id: 12 digits");

export const pullAccounts = eachOnce(accountId).min(1).max(mostAccounts);

/** What a pull takes, and what the deployer of the other account looks up before a release. */
export const pullActions = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:GetDownloadUrlForLayer",
] as const;
