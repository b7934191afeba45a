/**
 * Everything that the experiment machine does, by hand: `state event (situation) -> state as outcome: effects`. What is not here
 * is ignored. A change of the machine has to be a change of this table.
 */
export const experimentTable: readonly string[] = `
CleaningUp.CollectingLog LOG_COLLECTED -> CleaningUp.Recording: event:ChaosContainerWatchNotPermitted recordStatus
CleaningUp.CollectingLog RESUME -> CleaningUp.CollectingLog: collectLog
CleaningUp.Deferring ABORT -> CleaningUp.Deleting: cleanUp(job) reportOutcome(Pass)
CleaningUp.Deferring ABORT by the run -> CleaningUp.Deleting: cleanUp(job) reportOutcome(Pass)
CleaningUp.Deferring OTHERS_ENDED -> CleaningUp.Deleting: cleanUp(job) reportOutcome(Pass)
CleaningUp.Deferring RESUME -> CleaningUp.Deleting: cleanUp(job) reportOutcome(Pass)
CleaningUp.Deferring TIMER deferral -> CleaningUp.Deleting: cleanUp(job) reportOutcome(Pass)
CleaningUp.Deleting CLEANED (Error, delete) -> Verdict: event:ExperimentJobCleanUp reportEnd(Error)
CleaningUp.Deleting CLEANED (Error, retain) -> Verdict: event:ExperimentJobCleanUp reportEnd(Error)
CleaningUp.Deleting CLEANED (Error, unclean) -> Verdict: event:ExperimentJobCleanUp reportEnd(Error)
CleaningUp.Deleting CLEANED (Pass, delete) -> Verdict: event:ExperimentJobCleanUp reportEnd(Pass)
CleaningUp.Deleting CLEANED (Pass, delete, injected) -> Verdict: event:ExperimentJobCleanUp event:TargetsStillInjected reportEnd(Pass)
CleaningUp.Deleting CLEANED (Pass, retain, injected) -> Verdict: event:ExperimentJobCleanUp event:TargetsStillInjected reportEnd(Pass)
CleaningUp.Deleting CLEANED (Pass, unclean) -> Verdict: event:ExperimentJobCleanUp reportEnd(Pass)
CleaningUp.Deleting CLEANED (Pass, unclean, injected) -> Verdict: event:ExperimentJobCleanUp event:TargetsStillInjected reportEnd(Pass)
CleaningUp.Deleting CLEANED (Stopped, unclean) -> Verdict: event:ExperimentJobCleanUp reportEnd(Stopped)
CleaningUp.Deleting CLEANED injected (Error, delete) -> Verdict: event:ExperimentJobCleanUp event:TargetsStillInjected reportEnd(Error)
CleaningUp.Deleting CLEANED injected (Error, retain) -> Verdict: event:ExperimentJobCleanUp event:TargetsStillInjected reportEnd(Error)
CleaningUp.Deleting CLEANED injected (Error, unclean) -> Verdict: event:ExperimentJobCleanUp event:TargetsStillInjected reportEnd(Error)
CleaningUp.Deleting CLEANED injected (Pass, delete) -> Verdict: event:ExperimentJobCleanUp event:TargetsStillInjected reportEnd(Pass)
CleaningUp.Deleting CLEANED injected (Pass, delete, injected) -> Verdict: event:ExperimentJobCleanUp event:TargetsStillInjected reportEnd(Pass)
CleaningUp.Deleting CLEANED injected (Pass, retain, injected) -> Verdict: event:ExperimentJobCleanUp event:TargetsStillInjected reportEnd(Pass)
CleaningUp.Deleting CLEANED injected (Pass, unclean) -> Verdict: event:ExperimentJobCleanUp event:TargetsStillInjected reportEnd(Pass)
CleaningUp.Deleting CLEANED injected (Pass, unclean, injected) -> Verdict: event:ExperimentJobCleanUp event:TargetsStillInjected reportEnd(Pass)
CleaningUp.Deleting CLEANED injected (Stopped, unclean) -> Verdict: event:ExperimentJobCleanUp event:TargetsStillInjected reportEnd(Stopped)
CleaningUp.Deleting CLEANED reverted (Error, delete) -> Verdict: event:ExperimentJobCleanUp reportEnd(Error)
CleaningUp.Deleting CLEANED reverted (Error, retain) -> Verdict: event:ExperimentJobCleanUp reportEnd(Error)
CleaningUp.Deleting CLEANED reverted (Error, unclean) -> Verdict: event:ExperimentJobCleanUp reportEnd(Error)
CleaningUp.Deleting CLEANED reverted (Pass, delete) -> Verdict: event:ExperimentJobCleanUp reportEnd(Pass)
CleaningUp.Deleting CLEANED reverted (Pass, delete, injected) -> Verdict: event:ExperimentJobCleanUp reportEnd(Pass)
CleaningUp.Deleting CLEANED reverted (Pass, retain, injected) -> Verdict: event:ExperimentJobCleanUp reportEnd(Pass)
CleaningUp.Deleting CLEANED reverted (Pass, unclean) -> Verdict: event:ExperimentJobCleanUp reportEnd(Pass)
CleaningUp.Deleting CLEANED reverted (Pass, unclean, injected) -> Verdict: event:ExperimentJobCleanUp reportEnd(Pass)
CleaningUp.Deleting CLEANED reverted (Stopped, unclean) -> Verdict: event:ExperimentJobCleanUp reportEnd(Stopped)
CleaningUp.Deleting CLEANED stays (Error, delete) -> Verdict: event:ExperimentJobCleanUp event:LeftBehind reportEnd(Error)
CleaningUp.Deleting CLEANED stays (Error, retain) -> Verdict: event:ExperimentJobCleanUp event:LeftBehind reportEnd(Error)
CleaningUp.Deleting CLEANED stays (Error, unclean) -> Verdict: event:ExperimentJobCleanUp event:LeftBehind reportEnd(Error)
CleaningUp.Deleting CLEANED stays (Pass, delete) -> Verdict: event:ExperimentJobCleanUp event:LeftBehind reportEnd(Pass)
CleaningUp.Deleting CLEANED stays (Pass, delete, injected) -> Verdict: event:ExperimentJobCleanUp event:LeftBehind event:TargetsStillInjected reportEnd(Pass)
CleaningUp.Deleting CLEANED stays (Pass, retain, injected) -> Verdict: event:ExperimentJobCleanUp event:LeftBehind event:TargetsStillInjected reportEnd(Pass)
CleaningUp.Deleting CLEANED stays (Pass, unclean) -> Verdict: event:ExperimentJobCleanUp event:LeftBehind reportEnd(Pass)
CleaningUp.Deleting CLEANED stays (Pass, unclean, injected) -> Verdict: event:ExperimentJobCleanUp event:LeftBehind event:TargetsStillInjected reportEnd(Pass)
CleaningUp.Deleting CLEANED stays (Stopped, unclean) -> Verdict: event:ExperimentJobCleanUp event:LeftBehind reportEnd(Stopped)
CleaningUp.Deleting CLEANED with log (Error, delete) -> Verdict: event:ExperimentJobCleanUp reportEnd(Error)
CleaningUp.Deleting CLEANED with log (Error, retain) -> Verdict: event:ExperimentJobCleanUp reportEnd(Error)
CleaningUp.Deleting CLEANED with log (Error, unclean) -> Verdict: event:ExperimentJobCleanUp reportEnd(Error)
CleaningUp.Deleting CLEANED with log (Pass, delete) -> Verdict: event:ExperimentJobCleanUp reportEnd(Pass)
CleaningUp.Deleting CLEANED with log (Pass, delete, injected) -> Verdict: event:ExperimentJobCleanUp event:TargetsStillInjected reportEnd(Pass)
CleaningUp.Deleting CLEANED with log (Pass, retain, injected) -> Verdict: event:ExperimentJobCleanUp event:TargetsStillInjected reportEnd(Pass)
CleaningUp.Deleting CLEANED with log (Pass, unclean) -> Verdict: event:ExperimentJobCleanUp reportEnd(Pass)
CleaningUp.Deleting CLEANED with log (Pass, unclean, injected) -> Verdict: event:ExperimentJobCleanUp event:TargetsStillInjected reportEnd(Pass)
CleaningUp.Deleting CLEANED with log (Stopped, unclean) -> Verdict: event:ExperimentJobCleanUp reportEnd(Stopped)
CleaningUp.Deleting CLEANED with log (Stopped, unclean) -> Verdict: event:ExperimentStopped event:ExperimentJobCleanUp reportEnd(Stopped)
CleaningUp.Deleting RESUME (Error, delete) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Error)
CleaningUp.Deleting RESUME (Error, retain) -> CleaningUp.Deleting: cleanUp(helpers) reportOutcome(Error)
CleaningUp.Deleting RESUME (Error, unclean) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Error)
CleaningUp.Deleting RESUME (Pass, delete) -> CleaningUp.Deleting: cleanUp(job) reportOutcome(Pass)
CleaningUp.Deleting RESUME (Pass, delete) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Pass)
CleaningUp.Deleting RESUME (Pass, retain) -> CleaningUp.Deleting: cleanUp(helpers) reportOutcome(Pass)
CleaningUp.Deleting RESUME (Pass, unclean) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Pass)
CleaningUp.Deleting RESUME (Stopped, unclean) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Stopped)
CleaningUp.Deleting RESUME (Stopped, unclean) -> CleaningUp.Deleting: cleanUp(job,helpers,log) reportOutcome(Stopped)
CleaningUp.Recording RESUME -> CleaningUp.Recording: recordStatus
CleaningUp.Recording RESUME -> CleaningUp.Recording: recordStatus reportPass
CleaningUp.Recording STATUS_RECORDED (Error, delete) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Error)
CleaningUp.Recording STATUS_RECORDED (Error, no Job) -> Verdict: reportEnd(Error)
CleaningUp.Recording STATUS_RECORDED (Error, not launched) -> Verdict: reportEnd(Error)
CleaningUp.Recording STATUS_RECORDED (Error, retain) -> CleaningUp.Deleting: cleanUp(helpers) reportOutcome(Error)
CleaningUp.Recording STATUS_RECORDED (Error, unclean) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Error)
CleaningUp.Recording STATUS_RECORDED (Pass, delete) -> CleaningUp.Deleting: cleanUp(job) reportOutcome(Pass)
CleaningUp.Recording STATUS_RECORDED (Pass, delete, injected) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Pass)
CleaningUp.Recording STATUS_RECORDED (Pass, not launched) -> Verdict: reportEnd(Pass)
CleaningUp.Recording STATUS_RECORDED (Pass, retain) -> Verdict: event:ExperimentJobCleanUp reportEnd(Pass)
CleaningUp.Recording STATUS_RECORDED (Pass, retain, injected) -> CleaningUp.Deleting: cleanUp(helpers) reportOutcome(Pass)
CleaningUp.Recording STATUS_RECORDED (Pass, unclean) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Pass)
CleaningUp.Recording STATUS_RECORDED (Pass, unclean, injected) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Pass)
CleaningUp.Recording STATUS_RECORDED (Skipped, no Job) -> Verdict: reportEnd(Skipped)
CleaningUp.Recording STATUS_RECORDED (Stopped, no Job) -> Verdict: reportEnd(Stopped)
CleaningUp.Recording STATUS_RECORDED (Stopped, unclean) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Stopped)
CleaningUp.Recording STATUS_RECORDED (Stopped, unclean) -> CleaningUp.Deleting: cleanUp(job,helpers,log) reportOutcome(Stopped)
CleaningUp.Recording STATUS_RECORDED deferrable (Error, delete) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Error)
CleaningUp.Recording STATUS_RECORDED deferrable (Error, no Job) -> Verdict: reportEnd(Error)
CleaningUp.Recording STATUS_RECORDED deferrable (Error, not launched) -> Verdict: reportEnd(Error)
CleaningUp.Recording STATUS_RECORDED deferrable (Error, retain) -> CleaningUp.Deleting: cleanUp(helpers) reportOutcome(Error)
CleaningUp.Recording STATUS_RECORDED deferrable (Error, unclean) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Error)
CleaningUp.Recording STATUS_RECORDED deferrable (Pass, delete) -> CleaningUp.Deferring: deferDeletion
CleaningUp.Recording STATUS_RECORDED deferrable (Pass, delete, injected) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Pass)
CleaningUp.Recording STATUS_RECORDED deferrable (Pass, not launched) -> Verdict: reportEnd(Pass)
CleaningUp.Recording STATUS_RECORDED deferrable (Pass, retain) -> Verdict: event:ExperimentJobCleanUp reportEnd(Pass)
CleaningUp.Recording STATUS_RECORDED deferrable (Pass, retain, injected) -> CleaningUp.Deleting: cleanUp(helpers) reportOutcome(Pass)
CleaningUp.Recording STATUS_RECORDED deferrable (Pass, unclean) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Pass)
CleaningUp.Recording STATUS_RECORDED deferrable (Pass, unclean, injected) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Pass)
CleaningUp.Recording STATUS_RECORDED deferrable (Skipped, no Job) -> Verdict: reportEnd(Skipped)
CleaningUp.Recording STATUS_RECORDED deferrable (Stopped, no Job) -> Verdict: reportEnd(Stopped)
CleaningUp.Recording STATUS_RECORDED deferrable (Stopped, unclean) -> CleaningUp.Deleting: cleanUp(job,helpers) reportOutcome(Stopped)
CleaningUp.Recording STATUS_RECORDED deferrable (Stopped, unclean) -> CleaningUp.Deleting: cleanUp(job,helpers,log) reportOutcome(Stopped)
Launching.Adopting ABORT -> CleaningUp.Recording as Stopped aborted unclean: recordStatus
Launching.Adopting ABORT by the run -> CleaningUp.Recording as Stopped aborted unclean: recordStatus
Launching.Adopting JOB_CREATED (timed) -> Running.Starting: event:ExperimentDependencyCheck event:ExperimentJobCreate observe(start,timeout)
Launching.Adopting JOB_CREATED -> Running.Starting: event:ExperimentDependencyCheck event:ExperimentJobCreate observe(start)
Launching.Adopting JOB_CREATED adopted (timed) -> Running.Starting: event:ExperimentDependencyCheck event:ExperimentJobCreate observe(start,timeout)
Launching.Adopting JOB_CREATED adopted -> Running.Starting: event:ExperimentDependencyCheck event:ExperimentJobCreate observe(start)
Launching.Adopting JOB_REFUSED -> CleaningUp.Recording as Error rejected unclean: event:ExperimentDependencyCheck recordStatus
Launching.Adopting LOST -> CleaningUp.Recording as Error rejected unclean: event:ChaosContainerWatchNotPermitted recordStatus
Launching.Adopting LOST started -> CleaningUp.Recording as Error completed unclean: event:ChaosContainerWatchNotPermitted recordStatus
Launching.Adopting RESULT_READ Error -> CleaningUp.Recording as Error completed unclean: recordStatus
Launching.Adopting RESULT_READ Pass -> CleaningUp.Recording as Pass completed: recordStatus
Launching.Adopting RESULT_READ injected -> CleaningUp.Recording as Pass completed unclean: recordStatus
Launching.Adopting RESUME -> Launching.Adopting: adoptJob
Launching.Creating ABORT -> Launching.Settling: settleLaunch
Launching.Creating ABORT by the run -> Launching.Settling: settleLaunch
Launching.Creating JOB_CREATED (timed) -> Running.Starting: event:ExperimentDependencyCheck event:ExperimentJobCreate observe(start,timeout)
Launching.Creating JOB_CREATED -> Running.Starting: event:ExperimentDependencyCheck event:ExperimentJobCreate observe(start)
Launching.Creating JOB_CREATED adopted (timed) -> Running.Starting: event:ExperimentDependencyCheck event:ExperimentJobCreate observe(start,timeout)
Launching.Creating JOB_CREATED adopted -> Running.Starting: event:ExperimentDependencyCheck event:ExperimentJobCreate observe(start)
Launching.Creating JOB_HELD -> Launching.Held: awaitLaunch(start)
Launching.Creating JOB_HELD by another -> Launching.Held: awaitLaunch(start)
Launching.Creating JOB_REFUSED -> CleaningUp.Recording as Error rejected unclean: event:ExperimentDependencyCheck recordStatus
Launching.Creating JOB_REFUSED -> CleaningUp.Recording as Error rejected: event:ExperimentDependencyCheck recordStatus
Launching.Creating RESUME -> Launching.Creating: createJob
Launching.Held ABORT -> Launching.Settling: settleLaunch
Launching.Held ABORT by the run -> Launching.Settling: settleLaunch
Launching.Held JOB_CREATED (timed) -> Running.Starting: event:ExperimentDependencyCheck event:ExperimentJobCreate observe(start,timeout)
Launching.Held JOB_CREATED -> Running.Starting: event:ExperimentDependencyCheck event:ExperimentJobCreate observe(start)
Launching.Held JOB_CREATED adopted (timed) -> Running.Starting: event:ExperimentDependencyCheck event:ExperimentJobCreate observe(start,timeout)
Launching.Held JOB_CREATED adopted -> Running.Starting: event:ExperimentDependencyCheck event:ExperimentJobCreate observe(start)
Launching.Held JOB_REFUSED -> CleaningUp.Recording as Error rejected unclean: event:ExperimentDependencyCheck recordStatus
Launching.Held JOB_REFUSED -> CleaningUp.Recording as Error rejected: event:ExperimentDependencyCheck recordStatus
Launching.Held RESUME -> Launching.Creating: createJob
Launching.Held TIMER start -> Launching.Settling: settleLaunch
Launching.Settling JOB_CREATED -> CleaningUp.Recording as Error rejected unclean: event:ExperimentDependencyCheck recordStatus
Launching.Settling JOB_CREATED -> CleaningUp.Recording as Stopped aborted unclean: recordStatus
Launching.Settling JOB_CREATED adopted -> CleaningUp.Recording as Error rejected unclean: event:ExperimentDependencyCheck recordStatus
Launching.Settling JOB_CREATED adopted -> CleaningUp.Recording as Stopped aborted unclean: recordStatus
Launching.Settling JOB_REFUSED -> CleaningUp.Recording as Error rejected unclean: event:ExperimentDependencyCheck recordStatus
Launching.Settling JOB_REFUSED -> CleaningUp.Recording as Stopped aborted unclean: recordStatus
Launching.Settling RESUME -> CleaningUp.Recording as Error rejected unclean: event:ExperimentDependencyCheck recordStatus
Launching.Settling RESUME -> CleaningUp.Recording as Stopped aborted unclean: recordStatus
Pending ABORT -> CleaningUp.Recording as Stopped aborted unclean: recordStatus
Pending ABORT by the run -> CleaningUp.Recording as Stopped aborted unclean: recordStatus
Pending ADOPT -> Launching.Adopting: adoptJob
Pending ADOPT with a pod -> Launching.Adopting: adoptJob
Pending SKIP -> CleaningUp.Recording as Skipped skipped: recordStatus
Pending START -> Validating: validate
Running.Observing ABORT -> CleaningUp.Recording as Stopped aborted unclean: recordStatus
Running.Observing ABORT by the run -> CleaningUp.Recording as Stopped aborted unclean: event:ExperimentStopped recordStatus
Running.Observing LOST -> CleaningUp.CollectingLog as Error completed unclean: collectLog
Running.Observing LOST started -> CleaningUp.CollectingLog as Error completed unclean: collectLog
Running.Observing MAIN_ENDED -> Running.ReadingResult: readResult
Running.Observing RESUME (timed) -> Running.Observing: observe(timeout,overdue)
Running.Observing RESUME -> Running.Observing: observe(overdue)
Running.Observing TIMER overdue -> Running.Observing: event:ChaosContainerWatchNotPermitted
Running.Observing TIMER timeout -> CleaningUp.Recording as Stopped aborted unclean: event:ExperimentStopped recordStatus
Running.ReadingResult ABORT -> CleaningUp.Recording as Stopped aborted unclean: recordStatus
Running.ReadingResult ABORT by the run -> CleaningUp.Recording as Stopped aborted unclean: event:ExperimentStopped recordStatus
Running.ReadingResult RESULT_MISSING -> CleaningUp.CollectingLog as Error completed unclean: collectLog
Running.ReadingResult RESULT_READ Error -> CleaningUp.CollectingLog as Error completed: collectLog
Running.ReadingResult RESULT_READ Pass -> CleaningUp.Recording as Pass completed: recordStatus reportPass
Running.ReadingResult RESULT_READ injected -> CleaningUp.Recording as Pass completed: recordStatus
Running.ReadingResult RESUME -> Running.ReadingResult: readResult
Running.Starting ABORT -> CleaningUp.Recording as Stopped aborted unclean: recordStatus
Running.Starting ABORT by the run -> CleaningUp.Recording as Stopped aborted unclean: event:ExperimentStopped recordStatus
Running.Starting LOST -> CleaningUp.Recording as Error rejected unclean: event:ChaosContainerWatchNotPermitted recordStatus
Running.Starting LOST started -> CleaningUp.Recording as Error completed unclean: event:ChaosContainerWatchNotPermitted recordStatus
Running.Starting MAIN_ENDED -> Running.ReadingResult: readResult
Running.Starting MAIN_STARTED (timed) -> Running.Observing: updateStatus observe(timeout,overdue)
Running.Starting MAIN_STARTED -> Running.Observing: updateStatus observe(overdue)
Running.Starting POD_SEEN -> Running.Starting: updateStatus
Running.Starting RESUME (timed) -> Running.Starting: observe(start,timeout)
Running.Starting RESUME -> Running.Starting: observe(start)
Running.Starting START_FAILED -> CleaningUp.Recording as Error rejected unclean: event:ChaosContainerWatchNotPermitted recordStatus
Running.Starting TIMER start -> CleaningUp.Recording as Error rejected unclean: event:ChaosContainerWatchNotPermitted recordStatus
Running.Starting TIMER timeout -> CleaningUp.Recording as Stopped aborted unclean: event:ExperimentStopped recordStatus
Validating ABORT -> CleaningUp.Recording as Stopped aborted unclean: recordStatus
Validating ABORT by the run -> CleaningUp.Recording as Stopped aborted unclean: recordStatus
Validating REJECTED -> CleaningUp.Recording as Error notFound: event:ExperimentNotFound recordStatus
Validating RESUME -> Validating: validate
Validating VALIDATED -> Launching.Creating: createJob
`
  .trim()
  .split('\n');
