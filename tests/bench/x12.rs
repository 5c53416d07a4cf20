//! Measures how fast X12 is cut and read, on text that it makes itself. Prints one JSON line and
//! one table row; it asserts nothing about time. Speeds are per second on one core. `--once` reads
//! one megabyte a given number of times and measures nothing, for `instructions.sh` beside this
//! file.

#![allow(clippy::print_stdout)]

use chartproof::read::x12;
use chartproof::text::FileId;
use std::fmt::Write as _;
use std::time::Instant;

/// Megabytes to cut and to read; the first argument that is a number sets another size.
const MEGABYTES: usize = 200;

fn main() {
    let megabytes = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .next()
        .unwrap_or(MEGABYTES);
    if std::env::args().any(|argument| argument == "--once") {
        let text = claims(1_000_000);
        let read = (0..megabytes).map(|_| x12::read(FileId(0), &text).claims.len());
        assert!(read.sum::<usize>() > 0);
        println!("{}", megabytes * text.len());
        return;
    }
    let text = claims(megabytes * 1_000_000);
    let size = text.len() as f64 / 1e6;

    let clock = Clock::start();
    let (segments, elements) = x12::count_tokens(&text);
    let cut = clock.seconds();

    let clock = Clock::start();
    let wall = Instant::now();
    let content = x12::read(FileId(0), &text);
    let (read, wall) = (clock.seconds(), wall.elapsed().as_secs_f64());

    let claims = content.claims.len();
    let lines: usize = content.claims.iter().map(|claim| claim.lines.len()).sum();
    let (cut_speed, read_speed) = (size / cut, claims as f64 / read);
    println!(
        "{{\"bench\":\"x12\",\"megabytes\":{size:.1},\"segments\":{segments},\
         \"elements\":{elements},\"claims\":{claims},\"lines\":{lines},\
         \"problems\":{},\"cut_mb_per_s\":{cut_speed:.0},\"read_mb_per_s\":{:.0},\
         \"claims_per_s\":{read_speed:.0},\"claims_per_s_by_the_wall\":{:.0}}}",
        content.problems.len(),
        size / read,
        claims as f64 / wall
    );
    println!("| x12 | {size:.0} MB | {cut_speed:.0} MB/s cut | {read_speed:.0} claims/s |");
}

/// Measures the time that this thread spends on a core, so that a busy machine does not change
/// the figure. Where the system does not tell, the wall clock stands in.
struct Clock {
    wall: Instant,
    core: Option<f64>,
}

impl Clock {
    fn start() -> Self {
        Self {
            wall: Instant::now(),
            core: on_core(),
        }
    }

    fn seconds(&self) -> f64 {
        match (self.core, on_core()) {
            (Some(start), Some(end)) => end - start,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }
}

fn on_core() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

/// Returns an interchange of professional claims with one to four lines each.
fn claims(bytes: usize) -> String {
    let mut text = String::from(
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*0900*^*00501\
         *000000007*0*P*:~\nGS*HC*A*B*20260105*0900*7*X*005010X222A1~\n",
    );
    let (mut set, mut claim) = (0, 0);
    while text.len() < bytes {
        set += 1;
        let first = text.len();
        let _ = write!(
            text,
            "ST*837*{set:04}*005010X222A1~\nBHT*0019*00*{set}*20260120*0900*CH~\n\
             NM1*41*2*SENDER*****46*S1~\nPER*IC*DESK*TE*5550100~\nNM1*40*2*PAYER*****46*P1~\n\
             HL*1**20*1~\nPRV*BI*PXC*261QM0801X~\nNM1*85*2*INVENTED CLINIC*****XX*1234567893~\n\
             N3*1 MAIN ST~\nN4*TOWN*OH*440010001~\nREF*EI*990000001~\n"
        );
        for number in 0..500 {
            claim += 1;
            let node = number + 2;
            let _ = write!(
                text,
                "HL*{node}*1*22*0~\nSBR*P*18*GRP1******CI~\n\
                 NM1*IL*1*MUSTER{claim}*ANA*B***MI*W{claim:08}~\nN3*2 ELM ST~\n\
                 N4*TOWN*OH*440010002~\nDMG*D8*19900203*F~\n\
                 NM1*PR*2*INVENTED PLAN*****PI*PLAN1~\n\
                 CLM*A-{claim}*250***11:B:1*Y*A*Y*Y~\nREF*G1*AUTH{claim}~\nREF*EA*MRN{claim}~\n\
                 HI*ABK:F1020*ABF:F411~\nNM1*82*1*DOE*JO****XX*1234567893~\n\
                 PRV*PE*PXC*101YA0400X~\n"
            );
            for line in 1..=1 + claim % 4 {
                let _ = write!(
                    text,
                    "LX*{line}~\nSV1*HC:90837:GT*125*UN*1***1:2~\nDTP*472*D8*202601{:02}~\n\
                     REF*6R*L{claim}-{line}~\n",
                    line + 4
                );
            }
        }
        let count = text[first..].matches('~').count() + 1;
        let _ = writeln!(text, "SE*{count}*{set:04}~");
    }
    let _ = write!(text, "GE*{set}*7~\nIEA*1*000000007~\n");
    text
}
