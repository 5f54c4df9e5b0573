import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export interface NoticeTopicProps {
  /** AWS service that publishes as itself, such as `cloudwatch.amazonaws.com`. Other publishers use `grantNotices`. */
  publisher?: string;
  /** Addresses that get the messages; each must confirm once. */
  emails: readonly string[];
  removalPolicy: RemovalPolicy;
}

const USE_OF_KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** A topic for messages to people, encrypted with a key of its own. */
export class NoticeTopic extends Topic {
  readonly #key: Key;

  constructor(scope: Construct, id: string, { publisher, emails, removalPolicy }: NoticeTopicProps) {
    const key = new Key(scope, `${id}Key`, {
      description: `Encrypts the messages of the topic ${id}`,
      enableKeyRotation: true,
      removalPolicy,
    });
    super(scope, id, { masterKey: key, enforceSSL: true });
    this.#key = key;
    if (publisher) this.#grantService(publisher);
    for (const email of emails) this.addSubscription(new EmailSubscription(email));
  }

  grantNotices(role: IGrantable): void {
    this.#key.grant(role, ...USE_OF_KEY);
    Grant.addToPrincipal({ grantee: role, actions: ['sns:Publish'], resourceArns: [this.topicArn] });
  }

  // Without these permissions an alarm changes its state, but its notification is lost without an error.
  #grantService(service: string): void {
    const fromHere = {
      principals: [new ServicePrincipal(service)],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    };
    this.#key.addToResourcePolicy(
      new PolicyStatement({ ...fromHere, actions: USE_OF_KEY, resources: ['*'] }),
    );
    const publish = { actions: ['sns:Publish'], resources: [this.topicArn] };
    this.addToResourcePolicy(new PolicyStatement({ ...fromHere, ...publish }));
  }
}
