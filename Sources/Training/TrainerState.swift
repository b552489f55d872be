/// `trainer_state.json` as Hugging Face's `TrainerState.load_from_json` reads it.
enum TrainerState {
  static func json(
    step: Int, steps: Int?, epochs: Double?, batch: Int, tokens: Int, saveEvery: Int, log: [String]
  )
    -> String
  {
    var line = JSONLine()
    line.raw("best_global_step", "null")
    line.raw("best_metric", "null")
    line.raw("best_model_checkpoint", "null")
    line.add("epoch", epochs ?? 0)
    line.add("eval_steps", saveEvery)
    line.add("global_step", step)
    line.add("is_hyper_param_search", false)
    line.add("is_local_process_zero", true)
    line.add("is_world_process_zero", true)
    line.raw("log_history", "[" + log.joined(separator: ",") + "]")
    line.add("logging_steps", 1)
    line.add("max_steps", steps ?? step)
    line.add("num_input_tokens_seen", tokens)
    line.add("num_train_epochs", Int(epochs?.rounded(.up) ?? 1))
    line.add("save_steps", saveEvery)
    line.raw("stateful_callbacks", "{}")
    line.add("total_flos", 0)
    line.add("train_batch_size", batch)
    line.raw("trial_name", "null")
    line.raw("trial_params", "null")
    return line.text + "\n"
  }
}
