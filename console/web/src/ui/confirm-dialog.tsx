import { Modal, type ModalProps } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Confirmed } from '../../../../api/routes/asked.ts';

interface ConfirmDialogProps extends Omit<ModalProps, 'opened' | 'onClose' | 'children'> {
  close: () => void;
  children: (confirmed: Confirmed) => ReactNode;
}

/** The dialog before a change of which the table of routes says that it asks twice: the only place of the page with its confirmation. */
export const ConfirmDialog = ({ close, children, ...modal }: ConfirmDialogProps) => (
  <Modal opened onClose={close} closeButtonProps={{ 'aria-label': 'Close' }} {...modal}>
    {children({} as Confirmed)}
  </Modal>
);
