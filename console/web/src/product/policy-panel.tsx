import { Button } from '@mantine/core';
import { useState } from 'react';
import type { PolicyDetail } from '../../../../api/routes/policies.ts';
import type { Mode } from '../../../../domain/policy/policy.ts';
import { useLack } from '../api/session.ts';
import { Asked } from '../ui/asked.tsx';
import { Facts } from '../ui/facts.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { Panel } from '../ui/panel.tsx';
import { When } from '../ui/when.tsx';
import { ModeDialog } from './mode-dialog.tsx';
import styles from './policy-panel.module.css';
import { usePolicy } from './use-product.ts';

const DEEDS: Record<Mode, string> = { live: 'Resume', shadow: 'Shadow', paused: 'Pause' };

/** The policy in force, with buttons to pause it, set it to shadow, and resume it. */
export function PolicyPanel({ policyId }: { policyId: string }) {
  const policy = usePolicy(policyId);
  return (
    <Panel
      title={`Policy ${policyId}`}
      about={policy.data && `version ${policy.data.inForce.version} in force`}
    >
      <Asked query={policy} what="the policy">
        {(found) => <PolicyBody policy={found} />}
      </Asked>
    </Panel>
  );
}

function PolicyBody({ policy: { policyId, terms, inForce, trip, tripped } }: { policy: PolicyDetail }) {
  const [asked, setAsked] = useState<Mode>();
  const lack = useLack('operator');
  const others = (Object.keys(DEEDS) as Mode[]).filter((mode) => mode !== inForce.mode);
  return (
    <div className={styles.body}>
      {tripped && trip && (
        <p role="alert" className={styles.trip}>
          Paused by its breaker at <When at={trip.at} />: {trip.why}
        </p>
      )}
      <Facts
        facts={[
          [
            'Mode',
            <strong key="mode" className={styles[inForce.mode]}>
              {inForce.mode}
            </strong>,
          ],
          ['Since', inForce.modeSince && <When key="since" at={inForce.modeSince} dated />],
          ['Model', terms.model.use ? (terms.model.endpoint ?? 'default endpoint') : 'not used'],
          ['Rules', terms.rules.map(({ kind }) => kind).join(', ') || 'none'],
          ['Repriced after', `${terms.repriceAfterMinutes} min without a decision`],
        ]}
      />
      <div className="row wrap">
        {others.map((mode) => (
          <Button key={mode} variant="default" disabled={lack !== undefined} onClick={() => setAsked(mode)}>
            {DEEDS[mode]}
          </Button>
        ))}
        {lack !== undefined && <span className="muted">{lack}.</span>}
      </div>
      <details>
        <summary className="muted">Full terms</summary>
        <JsonView value={terms} label={`Terms of policy ${policyId}`} />
      </details>
      {asked && (
        <ModeDialog
          policyId={policyId}
          from={inForce.mode}
          to={asked}
          deed={DEEDS[asked]}
          close={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}
