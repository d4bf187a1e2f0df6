public import PortalModel
public import Screen

/// The picture of the portal: the same model always gives the same frame.
public enum PortalViews {
  public static func frame(_ model: PortalModel, size: Size) -> Frame {
    let model = model.size == size ? model : model.resized(to: size)
    var frame = Frame(size: size)
    let layout = model.layout
    guard layout.kind != .tooSmall else {
      tooSmall(size, &frame)
      return frame
    }
    LinesView.status(model, &frame)
    if let journey = model.journey {
      JourneyView.draw(journey, model, in: layout.body, &frame)
    } else if let unlock = model.unlock {
      UnlockView.draw(unlock, model, in: layout.body, &frame)
    } else if let panel = layout.panel {
      if let help = model.help {
        HelpView.draw(help, in: panel, &frame)
      } else if let dialog = model.dialogs.last {
        DialogViews.draw(dialog, model.dialogContext, in: panel, frame: &frame)
      }
      if layout.log != nil { LogView.below(model, layout, &frame) }
    } else {
      PanesView.draw(model, layout, &frame)
    }
    // Help over a journey or the unlock screen takes the whole place between the lines.
    if let help = model.help, !model.isOpen {
      frame.fill(layout.body, with: " ", style: .text)
      HelpView.draw(help, in: layout.body, &frame)
    }
    LinesView.message(model, row: layout.messageRow, &frame)
    LinesView.hints(model, row: layout.hintRow, &frame)
    return frame
  }

  /// One line in the middle of the screen, while what the portal shows is still being made.
  public static func announcement(_ words: String, size: Size) -> Frame {
    var frame = Frame(size: size)
    let column = max(0, (size.columns - TextWidth.columns(of: words)) / 2)
    frame.write(words, at: Position(column: column, row: size.rows / 2))
    return frame
  }

  /// What is there and what is needed, so that the window can be dragged to it.
  private static func tooSmall(_ size: Size, _ frame: inout Frame) {
    let needed = PortalLayout.smallest
    let lines = [
      "Too small", "now \(size.columns)x\(size.rows)", "needed \(needed.columns)x\(needed.rows)",
    ]
    let first = max(0, (size.rows - lines.count) / 2)
    for (row, line) in lines.enumerated() {
      let column = max(0, (size.columns - line.count) / 2)
      frame.write(line, at: Position(column: column, row: first + row), style: row == 0 ? Style(.warn) : .text)
    }
  }
}
