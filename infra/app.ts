import { App } from 'aws-cdk-lib';
import { configFor } from './config.ts';
import { addStacks } from './stacks.ts';

const app = new App();
await addStacks(app, configFor(app.node.tryGetContext('stage')));
app.synth();
