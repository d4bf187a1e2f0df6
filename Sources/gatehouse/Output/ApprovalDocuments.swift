internal import Domain

/// Waiting calls and approvals that hold, as JSON; `kind` tells them apart in a list of both.
enum ApprovalDocuments {
  static func call(_ call: ParkedCall) -> JSON {
    [
      "kind": "call", "request_id": JSON(call.id), "parked_at": JSON(call.parkedAt), "expires_at": JSON(call.expiresAt),
      "caller": .string(call.caller.name), "pid": JSON(call.caller.pid), "folder": JSON(call.caller.folder),
      "principal": JSON(call.principal), "grant_id": JSON(call.grantID), "grant_name": .string(call.grantName),
      "provider": .string(call.provider), "reason": .string(call.reason), "method": .string(call.method),
      "url": .string(call.url), "query": JSON(call.query),
      "headers": .array(call.headers.map { ["name": .string($0.name), "value": .string($0.value)] }),
      "body": body(call.body), "rules": .array(call.asks.map(rule)),
      "covers": shape(call.shape), "missing": JSON(call.missing), "open_approvers": JSON(call.openApprovers),
      "answers": .array(call.answers.map(answer)),
    ]
  }

  static func pass(_ pass: ApprovalPass, _ grants: [GrantSummary]) -> JSON {
    [
      "kind": "approval", "approval_id": JSON(pass.id), "caller": .string(pass.shape.caller),
      "grant_id": JSON(pass.shape.grant),
      "grant_name": JSON(grants.first { $0.id == pass.shape.grant }?.grant.name), "covers": shape(pass.shape),
      "approver": .string(pass.approver), "given_at": JSON(pass.givenAt), "expires_at": JSON(pass.expiresAt),
    ]
  }

  private static func body(_ body: BodyPreview) -> JSON {
    [
      "kind": .string(body.kind.rawValue), "bytes": JSON(body.size), "text": .string(body.text),
      "whole": .bool(body.isWhole),
    ]
  }

  private static func rule(_ ask: Decision.Ask) -> JSON {
    [
      "rule": JSON(ask.decider), "text": JSON(ask.rule), "words": .string(ask.rule.inWords),
      "approvers": JSON(ask.approval.approvers), "count": JSON(ask.approval.count),
    ]
  }

  private static func shape(_ shape: CallShape) -> JSON {
    [
      "method": .string(shape.method), "url": .string(shape.place), "rules": JSON(shape.rules),
      "bounds": JSON(shape.boundsInWords),
    ]
  }

  private static func answer(_ answer: ApprovalAnswer) -> JSON {
    [
      "approver": .string(answer.approver), "verdict": .string(answer.verdict.rawValue),
      "reason": .string(answer.reason), "time": JSON(answer.time),
    ]
  }
}
