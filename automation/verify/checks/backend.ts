import { bucketOf } from "../../../privilege/backend";
import { type Check, judge } from "../check";
import { type Judgement, notApplicable, ok, warning } from "../finding";

/** Whether a state of Pulumi's that was overwritten can be restored. */
export const backend: Check = {
  name: "backend",
  fast: false,
  async look({ backend, inspector }) {
    const url = await backend();
    const bucket = bucketOf(url);
    if (!bucket) return [notApplicable("versioning", "Pulumi's state is not in an S3 bucket")];
    if (/[?&]endpoint=/.test(url)) {
      return [notApplicable("versioning", "Pulumi's bucket is not on AWS")];
    }
    return judge("versioning", await inspector.bucketVersioning(bucket.name), (enabled) =>
      judgeVersioning(bucket.name, enabled),
    );
  },
};

export function judgeVersioning(bucket: string, enabled: boolean): Judgement {
  if (enabled) return ok("versioning", `bucket ${bucket} keeps old versions of the state`);
  return warning(
    "versioning",
    `bucket ${bucket} has no versioning: state that is overwritten or deleted can't be restored`,
    `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
  );
}
