import Essentials
import IAM

/// A task that `AssumeRoot` lets somebody do as the root of another account (IAM User Guide, AWS managed policies for
/// IAM, root-task).
enum RootTask: String, Sendable, CaseIterable {
    case auditCredentials = "IAMAuditRootUserCredentials"
    case createPassword = "IAMCreateRootUserPassword"
    case deleteCredentials = "IAMDeleteRootUserCredentials"
    case unlockBucket = "S3UnlockBucketPolicy"
    case unlockQueue = "SQSUnlockQueuePolicy"

    /// The task of a policy's ARN; `nil` where it is none.
    init?(arn: ExactString) {
        guard let found = RootTask.allCases.first(where: { arn.text.isExactly($0.arn) }) else { return nil }
        self = found
    }

    /// The ARN of its policy.
    var arn: String { "arn:aws:iam::aws:policy/root-task/\(rawValue)" }

    /// What it allows.
    var actions: [String] {
        let reading = [
            "iam:GetAccessKeyLastUsed", "iam:GetLoginProfile", "iam:GetUser", "iam:ListAccessKeys",
            "iam:ListMFADevices", "iam:ListSigningCertificates",
        ]
        return switch self {
        case .auditCredentials: reading
        case .createPassword: ["iam:CreateLoginProfile", "iam:GetLoginProfile"]
        case .deleteCredentials:
            reading + [
                "iam:DeactivateMFADevice", "iam:DeleteAccessKey", "iam:DeleteLoginProfile",
                "iam:DeleteSigningCertificate", "iam:DeleteVirtualMFADevice",
            ]
        case .unlockBucket:
            ["s3:DeleteBucketPolicy", "s3:GetBucketPolicy", "s3:ListAllMyBuckets", "s3:PutBucketPolicy"]
        case .unlockQueue:
            ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueues", "sqs:SetQueueAttributes"]
        }
    }

    /// Its policy. Of IAM it reaches root's own credentials, never those of a user.
    var policy: Policy? {
        let isOfIAM = actions.allSatisfy { $0.startsExactly(with: "iam:") }
        let document: JSONObject = [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Action": .array(actions.map { .string($0) }),
                    "Resource": isOfIAM ? "arn:*:iam::*:root" : "*",
                ]
            ],
        ]
        return try? Policy(parsing: document, kind: .session, name: arn)
    }
}
