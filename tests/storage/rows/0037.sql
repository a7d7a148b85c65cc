UPDATE ended_holdings SET ended_by = NULL, proved_on = '2026-10-14';
