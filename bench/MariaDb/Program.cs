using Mesh.Bench.MariaDb;

// The parts of bench/mariadb.sh and bench/capture.sh: each verb does one thing and prints what it measured.
//   dump SOCKET REPOSITORY DATABASE [MIB_PER_SECOND]
//   load SOCKET REPOSITORY TREE [CONNECTIONS]
//   work SOCKET SECONDS ROW_CHANGES_PER_SECOND
//   capture SOCKET REPOSITORY FILE [until-end]
return args[0] switch
{
    "dump" => await Transfers.DumpAsync(args[1], args[2], args[3], args.ElementAtOrDefault(4)),
    "load" => await Transfers.LoadAsync(args[1], args[2], args[3], args.ElementAtOrDefault(4)),
    "work" => await Workload.RunAsync(args[1], args[2], args[3]),
    "capture" => await Captures.RunAsync(args[1], args[2], args[3], untilEnd: args.Length > 4),
    _ => throw new ArgumentException($"no verb {args[0]}"),
};
