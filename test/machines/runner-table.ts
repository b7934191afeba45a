/**
 * Everything that the runner machine does: `state event -> state: effects`. `Running.*`: in each of its states alike. Behind
 * an event stands what of the context decides. A change of the machine has to be a change here.
 */
export const runnerTable: readonly string[] = `
Ending.Clearing CLEARED -> Ending.Rejecting: rejectEngine
Ending.Clearing NOT_CLEARED -> Ended.TryAgain: exit(TryAgain, left)
Ending.Clearing TERMINATE -> Ended.HandedOver: exit(HandedOver)
Ending.Proving PROVEN (Finished) -> Ended.Finished: exit(Finished)
Ending.Proving PROVEN (Nothing) -> Ended.Nothing: exit(Nothing)
Ending.Proving PROVEN (Rejected) -> Ended.Rejected: exit(Rejected)
Ending.Proving UNPROVEN -> Ended.TryAgain: exit(TryAgain, left)
Ending.Rejecting NOT_REJECTED -> Ended.TryAgain: exit(TryAgain)
Ending.Rejecting REJECTED -> Ending.Proving: proveRows(Rejected)
Ending.Rejecting TERMINATE -> Ended.HandedOver: exit(HandedOver)
Ending.Trying AGE_READ -> Ended.TryAgain: exit(TryAgain)
Ending.Trying AGE_READ for long -> Ending.Rejecting: rejectEngine
Ending.Trying AGE_READ unknown -> Ended.TryAgain: exit(TryAgain)
Ending.Trying TERMINATE -> Ended.HandedOver: exit(HandedOver)
Running.* HINDERED (Adopt) -> Ended.TryAgain: haltRun exit(TryAgain)
Running.* HINDERED (New) -> Ending.Trying: haltRun readAge
Running.* HINDERED (Resume) -> Ended.TryAgain: haltRun exit(TryAgain)
Running.* HINDERED for long (Adopt) -> stays: rejectStep
Running.* HINDERED for long (New) -> stays: rejectStep
Running.* HINDERED for long (Resume) -> stays: rejectStep
Running.* HINDERED launched (Adopt) -> stays: rejectStep
Running.* HINDERED launched (New) -> stays: rejectStep
Running.* HINDERED launched (Resume) -> stays: rejectStep
Running.* HINDERED unsure (Adopt) -> Ended.TryAgain: haltRun exit(TryAgain, left)
Running.* HINDERED unsure (New) -> Ended.TryAgain: haltRun exit(TryAgain, left)
Running.* HINDERED unsure (Resume) -> Ended.TryAgain: haltRun exit(TryAgain, left)
Running.* OVERTAKEN -> Ended.Taken: haltRun exit(Taken)
Running.* RUN_CLOSING -> stays: closeRun(Pass)
Running.* RUN_CLOSING aborted -> stays: closeRun(Stopped, orphans)
Running.* UNFINISHED (Adopt) -> Ended.TryAgain: haltRun exit(TryAgain)
Running.* UNFINISHED (New) -> Ending.Trying: haltRun readAge
Running.* UNFINISHED (Resume) -> Ended.TryAgain: haltRun exit(TryAgain)
Running.* UNFINISHED launched (Adopt) -> Ended.TryAgain: haltRun exit(TryAgain, left)
Running.* UNFINISHED launched (New) -> Ended.TryAgain: haltRun exit(TryAgain, left)
Running.* UNFINISHED launched (Resume) -> Ended.TryAgain: haltRun exit(TryAgain, left)
Running.* WIPED -> stays: rewriteStatus
Running.Aborting.Asking ENGINE_ASKED -> Running.HandingOver.Leaving: handOver(4 s)
Running.Aborting.Asking ENGINE_ASKED ending -> Running.Aborting.Leaving: armTimer(4 s)
Running.Aborting.Asking ENGINE_ASKED ending 30 s -> Running.Aborting.Leaving: armTimer(27 s)
Running.Aborting.Asking RUN_ENDED (told to go) -> Running.Finishing.Leaving: finishRun armTimer(4 s)
Running.Aborting.Leaving RUN_ENDED (told to go) -> Running.Finishing.Leaving: finishRun armTimer(27 s)
Running.Aborting.Leaving RUN_ENDED (told to go) -> Running.Finishing.Leaving: finishRun armTimer(4 s)
Running.Aborting.Leaving TIMER -> Ended.Nothing: haltRun exit(Nothing)
Running.Aborting.Waiting RUN_ENDED -> Running.Finishing.Waiting: finishRun
Running.Aborting.Waiting TERMINATE -> Running.Aborting.Asking: askEngine
Running.Driving.Sweeping ABORT -> Running.Aborting.Waiting: abortRun(user)
Running.Driving.Sweeping ENGINE_ENDING -> Running.Aborting.Waiting: abortRun(operator)
Running.Driving.Sweeping ORPHANS_REMOVED -> Running.Driving.Working: armNext
Running.Driving.Sweeping RUN_ENDED -> Running.Finishing.Waiting: finishRun
Running.Driving.Sweeping TERMINATE -> Running.HandingOver.Asking: closeLatch askEngine
Running.Driving.Working ABORT -> Running.Aborting.Waiting: abortRun(user)
Running.Driving.Working ENGINE_ENDING -> Running.Aborting.Waiting: abortRun(operator)
Running.Driving.Working ITERATION_AWAITED -> stays: armNext
Running.Driving.Working ITERATION_AWAITED orphans -> Running.Driving.Sweeping: removeOrphans
Running.Driving.Working RUN_ENDED -> Running.Finishing.Waiting: finishRun
Running.Driving.Working TERMINATE -> Running.HandingOver.Asking: closeLatch askEngine
Running.Finishing.Leaving FINISHED -> Ending.Proving: haltRun proveRows(Finished)
Running.Finishing.Leaving TIMER -> Ending.Proving: haltRun proveRows(Finished)
Running.Finishing.Waiting FINISHED -> Ending.Proving: haltRun proveRows(Finished)
Running.Finishing.Waiting TERMINATE -> Running.Finishing.Leaving: armTimer(4 s)
Running.HandingOver.Asking ABORT -> Running.Aborting.Asking: abortRun(user)
Running.HandingOver.Asking ENGINE_ASKED -> Running.HandingOver.Leaving: handOver(4 s)
Running.HandingOver.Asking ENGINE_ASKED ending -> Running.Aborting.Leaving: abortRun(operator) armTimer(4 s)
Running.HandingOver.Asking ENGINE_ASKED ending 30 s -> Running.Aborting.Leaving: abortRun(operator) armTimer(27 s)
Running.HandingOver.Asking ENGINE_ENDING -> Running.Aborting.Asking: abortRun(operator)
Running.HandingOver.Asking RUN_ENDED (told to go) -> Running.Finishing.Leaving: finishRun armTimer(4 s)
Running.HandingOver.Leaving ABORT -> stays: abortRun(user)
Running.HandingOver.Leaving ENGINE_ENDING -> stays: abortRun(operator)
Running.HandingOver.Leaving HANDED_OVER -> Ended.HandedOver: haltRun exit(HandedOver)
Running.HandingOver.Leaving RUN_ENDED (told to go) -> Running.Finishing.Leaving: finishRun armTimer(4 s)
Starting.Identifying.Claiming CLAIMED (Adopt) -> Starting.Planning: makePlan
Starting.Identifying.Claiming CLAIMED (New) -> Starting.Planning: makePlan
Starting.Identifying.Claiming CLAIMED (Resume) -> Starting.Opening.Auditing: openAudit
Starting.Identifying.Claiming CLAIMED (cannot run) -> Ending.Clearing: removeEarlierRuns
Starting.Identifying.Claiming HELD -> Ended.Taken: exit(Taken)
Starting.Identifying.Claiming TERMINATE -> Ended.HandedOver: exit(HandedOver)
Starting.Identifying.Recognising IDENTIFIED Adopt -> Starting.Identifying.Claiming: claimEngine
Starting.Identifying.Recognising IDENTIFIED New -> Starting.Identifying.Claiming: claimEngine
Starting.Identifying.Recognising IDENTIFIED New ending -> Ending.Proving: proveRows(Nothing)
Starting.Identifying.Recognising IDENTIFIED Resume -> Starting.Identifying.Claiming: claimEngine
Starting.Identifying.Recognising IDENTIFIED Resume ending -> Starting.Identifying.Claiming: claimEngine
Starting.Identifying.Recognising TERMINATE -> Ended.HandedOver: exit(HandedOver)
Starting.Opening.Adopting RESULTS_READ -> Starting.Opening.Auditing: openAudit
Starting.Opening.Adopting RESULTS_UNREAD -> Ended.TryAgain: exit(TryAgain, left)
Starting.Opening.Adopting TERMINATE -> Ended.HandedOver: exit(HandedOver)
Starting.Opening.Auditing OPENED (abort wanted) -> Running.Aborting.Waiting: driveRun abortRun(user)
Starting.Opening.Auditing OPENED -> Running.Driving.Working: driveRun
Starting.Opening.Auditing TERMINATE -> Ended.HandedOver: exit(HandedOver)
Starting.Opening.Clearing CLEARED -> Starting.Opening.Auditing: openAudit
Starting.Opening.Clearing NOT_CLEARED -> Ended.TryAgain: exit(TryAgain, left)
Starting.Opening.Clearing TERMINATE -> Ended.HandedOver: exit(HandedOver)
Starting.Planning NOT_PLANNED -> Ending.Clearing: removeEarlierRuns
Starting.Planning PLANNED (Adopt) -> Starting.Opening.Adopting: readResults
Starting.Planning PLANNED (New) -> Starting.Opening.Clearing: removeEarlierRuns
Starting.Planning TERMINATE -> Ended.HandedOver: exit(HandedOver)
Starting.Reading READ -> Starting.Identifying.Recognising: identifyRun
Starting.Reading TERMINATE -> Ended.HandedOver: exit(HandedOver)
Starting.Reading UNREADABLE -> Ended.TryAgain: exit(TryAgain, left)
Starting.Reading UNREADABLE untouched -> Ending.Trying: readAge
Starting.Reading UNUSABLE -> Starting.Identifying.Claiming: claimEngine
Starting.Reading UNUSABLE ending -> Ending.Proving: proveRows(Nothing)
`
  .trim()
  .split('\n');
