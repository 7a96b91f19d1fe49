import { createHash } from "node:crypto";
import { bucketNameProblems } from "../../config/reports";
import { CloudError } from "../errors";

/** How somebody makes a bucket; what is left out is as AWS makes it. */
export interface MadeBucket {
  region?: string;
  blocksPublic?: boolean;
  /** Its policy, as JSON; null: it has none. */
  policy?: string | null;
  /** Start of the keys that the deployer may read and write; absent: all. Changes with the next `create`. */
  allowed?: { read?: string; write?: string };
}

export interface PutObject {
  text: string;
  type: string;
  ifMatch?: string;
  ifNoneMatch?: "*";
}

interface Stored {
  text: string;
  type: string;
  etag: string;
}

interface Bucket extends Required<Omit<MadeBucket, "allowed">> {
  allowed: { read?: string; write?: string };
  objects: Map<string, Stored>;
}

/** `Naming Amazon S3 objects`, Amazon S3 User Guide. */
const mostKeyBytes = 1024;

/** S3, as far as records of releases need it. Nobody but a bucket's owner may list it. */
export class BucketStore {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly region: string) {}

  /** A bucket that exists keeps its objects. */
  create(name: string, made: MadeBucket) {
    const { region = this.region, blocksPublic = true, policy = null, allowed = {} } = made;
    const problems = bucketNameProblems(name);
    if (problems.length > 0) {
      throw new CloudError("InvalidBucketName", "The specified bucket is not valid.");
    }
    const objects = this.buckets.get(name)?.objects ?? new Map<string, Stored>();
    this.buckets.set(name, { region, blocksPublic, policy, allowed, objects });
  }

  describe(name: string): { region: string; blocksPublic: boolean; policy: string | null } | null {
    const found = this.buckets.get(name);
    if (!found) return null;
    const { region, blocksPublic, policy } = found;
    return { region, blocksPublic, policy };
  }

  objects(name: string): Record<string, Stored> {
    return Object.fromEntries(this.bucket(name).objects);
  }

  /** As S3 answers whoever may not list: that there is no object is no less denied than the object. */
  get(name: string, key: string): Stored {
    const { allowed, objects } = this.bucket(name);
    const found = objects.get(key);
    if (found && isAllowed(key, allowed.read)) return found;
    throw denied("s3:GetObject", name, key);
  }

  put(name: string, key: string, { text, type, ifMatch, ifNoneMatch }: PutObject): string {
    const { allowed, objects } = this.bucket(name);
    if (!isAllowed(key, allowed.write)) throw denied("s3:PutObject", name, key);
    if (Buffer.byteLength(key) > mostKeyBytes) {
      throw new CloudError("KeyTooLongError", "Your key is too long");
    }
    const there = objects.get(key);
    if (ifMatch !== undefined && !there) {
      throw new CloudError("NoSuchKey", "The specified key does not exist.");
    }
    if ((ifNoneMatch === "*" && there) || (ifMatch !== undefined && ifMatch !== there?.etag)) {
      const why = "At least one of the pre-conditions you specified did not hold";
      throw new CloudError("PreconditionFailed", why);
    }
    const etag = `"${createHash("md5").update(text).digest("hex")}"`;
    objects.set(key, { text, type, etag });
    return etag;
  }

  private bucket(name: string): Bucket {
    const found = this.buckets.get(name);
    if (found) return found;
    throw new CloudError("NoSuchBucket", "The specified bucket does not exist");
  }
}

function isAllowed(key: string, prefix: string | undefined): boolean {
  return prefix === undefined || key.startsWith(prefix);
}

function denied(action: string, bucket: string, key: string): CloudError {
  return new CloudError(
    "AccessDenied",
    `User: arn:aws:iam::123456789012:user/rehearsal is not authorized to perform: ${action} on resource: ` +
      `"arn:aws:s3:::${bucket}/${key}" because no identity-based policy allows the ${action} action`,
  );
}
